import { z } from "zod";
import { query } from "../../driver/query.ts";
import { studyColumns, studyRow } from "../../rows/study.ts";

/**
 * Every study, the newest first.
 *
 *   (:Study)-[:ON_TASK]->(:Task)   (:Trial)-[:IN_STUDY]->(:Study)
 */
export const listStudies = query({
  mode: "read",
  params: z.strictObject({}),
  row: studyRow,
  cypher: `
    MATCH (study:Study)
    WITH study ORDER BY study.createdAt DESC, study.name
    RETURN ${studyColumns}`,
});
