import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { studyColumns, studyRow } from "../../rows/study.ts";

/**
 * One study by its name; `not_found` when there is none.
 *
 *   (:Study {name})-[:ON_TASK]->(:Task)   (:Trial)-[:IN_STUDY]->(:Study)
 */
export const showStudy = query({
  mode: "read",
  params: z.strictObject({ name: z.string() }),
  row: studyRow,
  empty: ({ name }) => new GraphError("not_found", `There is no study "${name}".`),
  cypher: `
    MATCH (study:Study {name: $name})
    RETURN ${studyColumns}`,
});
