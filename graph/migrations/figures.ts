import type { Migration } from "./migration.ts";

/**
 * What questions begin with when they name no node: results by AR, results of search algorithms,
 * trials by what became of them.
 */
export const figures: Migration = {
  version: 4,
  name: "results and trials by their figures",
  statements: [
    "CREATE INDEX result_ar IF NOT EXISTS FOR (r:Result) ON (r.ar)",
    "CREATE INDEX result_algorithm IF NOT EXISTS FOR (r:Result) ON (r.algorithm)",
    "CREATE INDEX trial_state IF NOT EXISTS FOR (t:Trial) ON (t.state)",
  ],
};
