import type { Migration } from "./migration.ts";

/**
 * Families of networks: what papers call by one name and build a little differently. They are found
 * by name, too, so the full-text index is made again with them.
 */
export const families: Migration = {
  version: 5,
  name: "families of networks",
  statements: [
    "CREATE CONSTRAINT unique_networkfamily IF NOT EXISTS FOR (n:NetworkFamily) REQUIRE n.id IS UNIQUE",
    "DROP INDEX names IF EXISTS",
    `CREATE FULLTEXT INDEX names IF NOT EXISTS
       FOR (n:Method|Hyperparameter|Technique|Paper|Task|Dataset|Network|NetworkFamily|Study)
       ON EACH [n.id, n.name, n.title]`,
  ],
};
