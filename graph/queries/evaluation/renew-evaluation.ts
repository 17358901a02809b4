import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Keeps an evaluation with the worker that holds it for `forMs` more, and notes how far it is; no
 * row when the token is not the last one, so that the evaluation is lost to its caller. One that
 * was late but not replaced keeps it.
 */
export const renewEvaluation = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({
    key: z.string().min(1),
    token: z.number(),
    forMs: z.number().positive(),
    progress: z.string().nullable(),
  }),
  row: z.object({ cancel: z.boolean() }),
  cypher: `
    MATCH (e:Evaluation {key: $key}) SET e.locked = coalesce(e.locked, 0) + 1
    WITH e WHERE e.state = "leased" AND e.token = $token
    SET e.leaseUntil = datetime() + duration({milliseconds: toInteger($forMs)}), e.progress = coalesce($progress, e.progress)
    RETURN coalesce(e.cancelRequested, false) AS cancel`,
});
