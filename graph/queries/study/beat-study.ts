import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Says that the process that runs a study lives, and learns whether it is to stop: no row when the
 * study is no longer its own.
 *
 *   (:Study {name, owner, heartbeat, stopRequested})
 */
export const beatStudy = query({
  mode: "write",
  params: z.strictObject({ name: z.string(), owner: z.string() }),
  row: z.object({ stopRequested: z.boolean() }),
  cypher: `
    MATCH (study:Study {name: $name, owner: $owner})
    SET study.heartbeat = datetime()
    RETURN coalesce(study.stopRequested, false) AS stopRequested`,
});
