import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Makes a process the one that runs a study, so that two never do: no row when another one does and
 * was heard of lately. A study whose process died is free again after `staleSeconds` without a
 * `beatStudy`.
 *
 *   (:Study {name, owner, heartbeat, stopRequested, state})
 */
export const claimStudy = query({
  mode: "write",
  params: z.strictObject({ name: z.string(), owner: z.string().min(1), staleSeconds: z.number().positive() }),
  row: z.object({ name: z.string() }),
  cypher: `
    MATCH (study:Study {name: $name})
    SET study.claims = coalesce(study.claims, 0) + 1 // takes the write lock, so that the next lines see the last claim
    WITH study
    WHERE study.owner IS NULL OR study.owner = $owner
       OR study.heartbeat < datetime() - duration({seconds: toInteger($staleSeconds)})
    SET study.stopRequested = CASE WHEN study.owner IS NULL THEN study.stopRequested END, // meant for a process that died
        study.owner = $owner, study.heartbeat = datetime(), study.state = "running", study.failure = null
    RETURN study.name AS name`,
});
