import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Writes an evaluation's outcome, once: only with the token of the last lease, which is compared
 * under the write lock, so that a worker that was replaced commits nothing. Sent again by the same
 * worker, as where the answer was lost, it changes nothing and succeeds. No row: refused.
 *
 * `doneBy` is the token that committed; `commits` counts, and is never more than one for an
 * evaluation that was not opened again.
 */
export const commitEvaluation = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({ key: z.string().min(1), token: z.number(), outcome: z.string() }),
  row: z.object({ key: z.string() }),
  cypher: `
    MATCH (e:Evaluation {key: $key}) SET e.locked = coalesce(e.locked, 0) + 1
    WITH e WHERE (e.state = "leased" AND e.token = $token) OR (e.state = "done" AND e.doneBy = $token)
    FOREACH (_ IN CASE e.state WHEN "leased" THEN [1] ELSE [] END |
      SET e.state = "done", e.doneBy = $token, e.outcome = $outcome, e.commits = e.commits + 1, e.doneAt = datetime(),
          e.failure = null, e.failureCode = null, e.leaseUntil = null)
    RETURN e.key AS key`,
});
