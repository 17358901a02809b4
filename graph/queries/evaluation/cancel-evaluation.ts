import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * An asker does not want an evaluation any more. Where nobody else asked for it, it is cancelled, or
 * its worker is asked to end it, which hears so when it renews its lease.
 */
export const cancelEvaluation = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({ key: z.string().min(1), askedBy: z.string().min(1) }),
  row: z.object({ state: z.string() }),
  cypher: `
    MATCH (e:Evaluation {key: $key}) SET e.locked = coalesce(e.locked, 0) + 1
    WITH e SET e.askedBy = [asker IN e.askedBy WHERE asker <> $askedBy]
    SET e.cancelRequested = CASE WHEN e.askedBy = [] AND e.state = "leased" THEN true END,
        e.state = CASE WHEN e.askedBy = [] AND e.state = "open" THEN "cancelled" ELSE e.state END
    RETURN e.state AS state`,
});
