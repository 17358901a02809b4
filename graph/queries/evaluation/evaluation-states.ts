import { z } from "zod";
import { query } from "../../driver/query.ts";
import { evaluationState } from "../../rows/evaluation.ts";

/** Where evaluations stand, and what became of those that have ended; `waits`: a worker is to be found. */
export const evaluationStates = query({
  mode: "read",
  params: z.strictObject({ keys: z.array(z.string()) }),
  row: z.object({
    key: z.string(),
    state: evaluationState,
    token: z.number(),
    waits: z.boolean(),
    outcome: z.string().nullable(),
    failure: z.string().nullable(),
    failureCode: z.string().nullable(),
    progress: z.string().nullable(),
    memoryMb: z.number(),
  }),
  cypher: `
    UNWIND $keys AS key MATCH (e:Evaluation {key: key})
    RETURN e.key AS key, e.state AS state, e.token AS token,
           e.state = "open" OR (e.state = "leased" AND e.leaseUntil < datetime()) AS waits,
           e.outcome AS outcome, e.failure AS failure, e.failureCode AS failureCode, e.progress AS progress,
           e.memoryMb AS memoryMb`,
});
