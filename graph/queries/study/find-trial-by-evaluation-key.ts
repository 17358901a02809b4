import { z } from "zod";
import { query } from "../../driver/query.ts";
import { trialColumns, trialRow } from "../../rows/trial.ts";

/**
 * A complete trial, of any study, that measured just this (model, steps, data, seed, code): one row
 * or none, the oldest first.
 *
 *   (:Trial {evaluationKey, state: "complete"})
 */
export const findTrialByEvaluationKey = query({
  mode: "read",
  params: z.strictObject({ evaluationKey: z.string().min(1) }),
  row: trialRow,
  cypher: `
    MATCH (trial:Trial {evaluationKey: $evaluationKey, state: "complete"})
    WITH trial ORDER BY trial.recordedAt, trial.key LIMIT 1
    RETURN ${trialColumns}`,
});
