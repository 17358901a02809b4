import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * A worker gives back the evaluation that it holds. Without `setback` it was only not finished (the
 * worker is to stop): the attempt does not count. With one the attempt counts; after `most`, or at
 * once where `final`, the evaluation has failed with that reason. One that was too large for its
 * worker (`needsMb`) waits for a larger one. No row when the token is not the last one.
 */
export const giveBackEvaluation = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({
    key: z.string().min(1),
    token: z.number(),
    most: z.int().positive(),
    setback: z
      .strictObject({
        reason: z.string().min(1),
        code: z.string().min(1),
        final: z.boolean(),
        needsMb: z.number().nonnegative().default(0),
      })
      .nullable(),
  }),
  row: z.object({ state: z.string() }),
  cypher: `
    MATCH (e:Evaluation {key: $key}) SET e.locked = coalesce(e.locked, 0) + 1
    WITH e WHERE e.state = "leased" AND e.token = $token
    SET e.owner = null, e.leaseUntil = null, e.progress = null,
        e.state = CASE WHEN e.askedBy = [] THEN "cancelled"
                       WHEN $setback IS NOT NULL AND ($setback.final OR e.attempts >= $most) THEN "failed"
                       ELSE "open" END
    FOREACH (_ IN CASE WHEN $setback IS NULL THEN [1] ELSE [] END | SET e.attempts = e.attempts - 1)
    FOREACH (_ IN CASE WHEN $setback IS NULL THEN [] ELSE [1] END |
      SET e.failure = $setback.reason, e.failureCode = $setback.code,
          e.memoryMb = CASE WHEN $setback.needsMb > e.memoryMb THEN $setback.needsMb ELSE e.memoryMb END)
    RETURN e.state AS state`,
});
