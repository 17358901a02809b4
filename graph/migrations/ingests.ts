import type { Migration } from "./migration.ts";

/**
 * What keeps ingests apart and undoable: their records and journals, the lock they take, other
 * names of entities, entities merged away.
 */
const labels = [
  "Ingest",
  "IngestJournal",
  "IngestLock",
  "Alias",
  "MergedMethod",
  "MergedNetwork",
  "MergedDataset",
  "MergedTask",
];

export const ingests: Migration = {
  version: 3,
  name: "ingests, aliases and merges",
  statements: [
    ...labels.map(
      (label) =>
        `CREATE CONSTRAINT unique_${label.toLowerCase()} IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`,
    ),
    'MERGE (:IngestLock {id: "knowledge"})',
  ],
};
