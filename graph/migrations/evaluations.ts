import type { Migration } from "./migration.ts";

/** Evaluations that workers compute: found by their key, and by whether they wait. */
export const evaluations: Migration = {
  version: 6,
  name: "evaluations",
  statements: [
    "CREATE CONSTRAINT unique_evaluation IF NOT EXISTS FOR (n:Evaluation) REQUIRE n.key IS UNIQUE",
    "CREATE INDEX evaluation_state IF NOT EXISTS FOR (n:Evaluation) ON (n.state)",
    "CREATE INDEX evaluation_scheme IF NOT EXISTS FOR (n:Evaluation) ON (n.scheme)",
  ],
};
