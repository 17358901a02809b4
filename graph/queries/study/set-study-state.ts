import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { studyStates } from "../../rows/study.ts";

/**
 * Says what became of a study, and why when it failed.
 *
 *   (:Study {name, state, failure})
 */
export const setStudyState = query({
  mode: "write",
  params: z.strictObject({
    name: z.string(),
    state: z.enum(studyStates),
    failure: z.string().nullable().default(null),
  }),
  row: z.object({ name: z.string() }),
  empty: ({ name }) => new GraphError("not_found", `There is no study "${name}".`),
  cypher: `
    MATCH (study:Study {name: $name})
    SET study.state = $state, study.failure = $failure
    RETURN study.name AS name`,
});
