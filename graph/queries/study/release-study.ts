import { z } from "zod";
import { query } from "../../driver/query.ts";
import { studyStates } from "../../rows/study.ts";

/**
 * Ends a process's hold of a study and records how it ended.
 *
 *   (:Study {name, owner, state, failure})
 */
export const releaseStudy = query({
  mode: "write",
  params: z.strictObject({
    name: z.string(),
    owner: z.string(),
    state: z.enum(studyStates),
    failure: z.string().nullable().default(null),
  }),
  row: z.object({ name: z.string() }),
  cypher: `
    MATCH (study:Study {name: $name, owner: $owner})
    SET study.state = $state, study.failure = $failure, study.owner = null, study.heartbeat = null, study.stopRequested = null
    RETURN study.name AS name`,
});
