import type { Migration } from "./migration.ts";

/** Each kind of node and the property that names it uniquely. */
const keys = {
  Strategy: "id",
  Method: "id",
  Hyperparameter: "id",
  Setting: "id",
  Technique: "id",
  Paper: "id",
  Result: "id",
  Task: "id",
  Dataset: "id",
  Network: "id",
  Scheme: "id",
  EmbeddingRun: "id",
  Study: "name",
  Trial: "key",
  Migration: "version",
};

/**
 * No two nodes of one kind share a name; each constraint is also the index that finds the node by
 * it.
 */
export const uniqueKeys: Migration = {
  version: 1,
  name: "unique keys",
  statements: Object.entries(keys).map(
    ([label, key]) =>
      `CREATE CONSTRAINT unique_${label.toLowerCase()} IF NOT EXISTS FOR (n:${label}) REQUIRE n.${key} IS UNIQUE`,
  ),
};
