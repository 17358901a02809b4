import { z } from "zod";
import { query } from "../../driver/query.ts";
import { trialColumns, trialRow } from "../../rows/trial.ts";

/**
 * The trials of a study in the order they were made, from one number on.
 *
 *   (:Trial)-[:IN_STUDY]->(:Study {name})   (:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS]->…
 *   (:Scheme)-[:ENDS_WITH]->(:Strategy)
 */
export const trialsOfStudy = query({
  mode: "read",
  params: z.strictObject({ study: z.string(), from: z.number().int().nonnegative().default(0) }),
  row: trialRow,
  cypher: `
    MATCH (trial:Trial)-[:IN_STUDY]->(:Study {name: $study})
    WHERE trial.number >= $from
    WITH trial ORDER BY trial.number
    RETURN ${trialColumns}`,
});
