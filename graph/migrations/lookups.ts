import type { Migration } from "./migration.ts";

/** Full-text search over names and titles, and the trial that already measured a scheme. */
export const lookups: Migration = {
  version: 2,
  name: "full-text and evaluation lookups",
  statements: [
    `CREATE FULLTEXT INDEX names IF NOT EXISTS
       FOR (n:Method|Hyperparameter|Technique|Paper|Task|Dataset|Network|Study)
       ON EACH [n.id, n.name, n.title]`,
    "CREATE INDEX trial_evaluation IF NOT EXISTS FOR (t:Trial) ON (t.evaluationKey)",
  ],
};
