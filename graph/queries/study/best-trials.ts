import { z } from "zod";
import { query } from "../../driver/query.ts";
import { trialColumns, trialRow } from "../../rows/trial.ts";

/**
 * The complete trials of a study that removed at least `leastPr` of the parameters, highest AR
 * first; on ties the smaller model.
 *
 *   (:Trial {state: "complete", ar, pr})-[:IN_STUDY]->(:Study {name})
 */
export const bestTrials = query({
  mode: "read",
  params: z.strictObject({
    study: z.string(),
    leastPr: z.number().default(0),
    atMost: z.number().int().positive().max(10_000).default(10),
  }),
  row: trialRow,
  cypher: `
    MATCH (trial:Trial {state: "complete"})-[:IN_STUDY]->(:Study {name: $study})
    WHERE trial.ar IS NOT NULL AND trial.pr >= $leastPr
    WITH trial ORDER BY trial.ar DESC, trial.pr DESC, trial.number
    LIMIT toInteger($atMost)
    RETURN ${trialColumns}`,
});
