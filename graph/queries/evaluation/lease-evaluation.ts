import { z } from "zod";
import { query } from "../../driver/query.ts";
import { fits, waits, workerAbilities } from "../../rows/evaluation.ts";

/**
 * Gives an evaluation that waits to one worker, for `forMs` from now: `leased` with the token that
 * the worker has to show. `unfit` leaves it to a worker that it fits. The attempt after `most` is
 * not begun: the evaluation has `failed`. No row: it is somebody else's, or has ended.
 *
 * Only the graph's clock is compared. The SET before the WHERE takes the write lock: with the
 * condition first, two leases of one evaluation can both pass it.
 */
export const leaseEvaluation = query({
  mode: "write",
  bookkeeping: true,
  params: workerAbilities.extend({ key: z.string().min(1), forMs: z.number().positive(), most: z.int().positive() }),
  row: z.object({
    state: z.enum(["leased", "unfit", "failed"]),
    token: z.number(),
    attempts: z.number(),
    job: z.string(),
    files: z.string().nullable(),
  }),
  cypher: `
    MATCH (e:Evaluation {key: $key})
    SET e.locked = coalesce(e.locked, 0) + 1
    WITH e WHERE ${waits}
    WITH e, ${fits} AS fitting, e.attempts + 1 AS attempt, e.owner AS lost
    FOREACH (_ IN CASE WHEN fitting AND attempt <= $most THEN [1] ELSE [] END |
      SET e.state = "leased", e.token = e.token + 1, e.attempts = attempt, e.owner = $owner, e.progress = null,
          e.leaseUntil = datetime() + duration({milliseconds: toInteger($forMs)}))
    FOREACH (_ IN CASE WHEN attempt > $most THEN [1] ELSE [] END |
      SET e.state = "failed", e.owner = null, e.leaseUntil = null,
          e.failure = coalesce(e.failure, "The worker that computed it was lost each time, at last " + coalesce(lost, "one without a name")),
          e.failureCode = coalesce(e.failureCode, "scheme_poisonous"))
    RETURN CASE WHEN attempt > $most THEN "failed" WHEN fitting THEN "leased" ELSE "unfit" END AS state,
           e.token AS token, e.attempts AS attempts, e.job AS job, e.files AS files`,
});

/** The key of an evaluation that waits and fits a worker, the one that waited longest; no row where there is none. */
export const nextEvaluation = query({
  mode: "read",
  params: workerAbilities.omit({ owner: true }),
  row: z.object({ key: z.string() }),
  cypher: `
    MATCH (e:Evaluation) WHERE e.state IN ["open", "leased"] AND ${waits} AND ${fits}
    RETURN e.key AS key ORDER BY e.openedAt, e.key LIMIT 1`,
});
