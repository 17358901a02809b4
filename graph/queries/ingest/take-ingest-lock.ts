import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Makes this transaction the only one that changes knowledge until it ends; others wait here and
 * then see what it wrote.
 *
 *   (:IngestLock {id})
 *
 * Setting a property takes the node's write lock; taking it away again leaves the node as it was.
 */
export const takeIngestLock = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({}),
  row: z.object({ id: z.string() }),
  cypher: `
    MERGE (lock:IngestLock {id: "knowledge"})
    SET lock.taken = true
    REMOVE lock.taken
    RETURN lock.id AS id`,
});
