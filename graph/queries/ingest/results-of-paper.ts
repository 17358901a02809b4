import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * The results that the graph has from one paper.
 *
 *   (:Method)<-[:OF_METHOD]-(:Result {algorithm})-[:REPORTED_IN]->(:Paper {id})
 *   (:Result)-[:ON_TASK]->(:Task)
 *
 * `of` is the method's id, or the name of the search.
 */
export const resultsOfPaper = query({
  mode: "read",
  params: z.strictObject({ paperId: z.string() }),
  row: z.object({
    id: z.string(),
    of: z.string(),
    taskId: z.string(),
    accuracy: z.number().nullable(),
    pr: z.number().nullable(),
  }),
  cypher: `
    MATCH (r:Result)-[:REPORTED_IN]->(:Paper {id: $paperId}), (r)-[:ON_TASK]->(t:Task)
    OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH r, t, coalesce(m.id, r.algorithm) AS of WHERE of IS NOT NULL
    RETURN r.id AS id, of, t.id AS taskId, r.accuracy AS accuracy, r.pr AS pr
    ORDER BY id`,
});
