import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";

/**
 * Asks the process that runs a study, or is about to, to stop; returns the study's state. One that
 * has ended is left as it is.
 *
 *   (:Study {name, stopRequested})
 */
export const requestStop = query({
  mode: "write",
  params: z.strictObject({ name: z.string() }),
  row: z.object({ state: z.string() }),
  empty: ({ name }) => new GraphError("not_found", `There is no study "${name}".`),
  cypher: `
    MATCH (study:Study {name: $name})
    SET study.stopRequested = CASE WHEN study.state IN ["queued", "running"] THEN true END
    RETURN study.state AS state`,
});
