import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * The most accurate trial, on validation data, that reaches the target of its study; of equal ones the smallest model.
 * Studies without such a trial have no row.
 *
 *   (:Trial {state: "complete", pr, validationAr})-[:IN_STUDY]->(:Study {name, target})
 */
export const bestOfStudies = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({
    study: z.string(),
    number: z.number(),
    scheme: z.string(),
    pr: z.number(),
    ar: z.number(),
    artifact: z.string().nullable(),
  }),
  cypher: `
    MATCH (study:Study)
    CALL (study) {
      MATCH (trial:Trial {state: "complete"})-[:IN_STUDY]->(study) WHERE trial.pr >= study.target
      RETURN trial ORDER BY trial.validationAr DESC, trial.pr DESC, trial.number LIMIT 1
    }
    MATCH (trial)-[:EVALUATES]->(scheme:Scheme)
    RETURN study.name AS study, trial.number AS number, scheme.id AS scheme, trial.pr AS pr, trial.ar AS ar,
           trial.artifact AS artifact`,
});
