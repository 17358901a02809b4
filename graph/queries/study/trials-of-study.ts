import { z } from "zod";
import { query } from "../../driver/query.ts";
import { trialColumns, trialRow } from "../../rows/trial.ts";

/**
 * The trials of a study in the order they were made, from one number on, at most so many; or those of
 * certain numbers.
 *
 *   (:Trial)-[:IN_STUDY]->(:Study {name})   (:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS]->…
 *   (:Scheme)-[:ENDS_WITH]->(:Strategy)
 */
export const trialsOfStudy = query({
  mode: "read",
  params: z.strictObject({
    study: z.string(),
    from: z.number().int().nonnegative().default(0),
    atMost: z.number().int().positive().default(1_000_000),
    numbers: z.array(z.number().int()).nullable().default(null),
  }),
  row: trialRow,
  cypher: `
    MATCH (trial:Trial)-[:IN_STUDY]->(:Study {name: $study})
    WHERE trial.number >= $from AND ($numbers IS NULL OR trial.number IN $numbers)
    WITH trial ORDER BY trial.number LIMIT toInteger($atMost)
    RETURN ${trialColumns}`,
});
