import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * What results are about, as the graph has it: each method and family of networks once.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Result {id})-[:ON_TASK]->(:Task)-[:OF_NETWORK]->(:Network {name})
 */
export const subjectsOfResults = query({
  mode: "read",
  params: z.strictObject({ ids: z.array(z.string()) }),
  row: z.object({ method: z.string().nullable(), networkFamily: z.string() }),
  cypher: `
    UNWIND $ids AS id
    MATCH (r:Result {id: id})
    MATCH (r)-[:ON_TASK]->(:Task)-[:OF_NETWORK]->(n:Network)
    OPTIONAL MATCH (r)-[:OF_METHOD]->(m:Method)
    RETURN DISTINCT m.id AS method, toLower(split(coalesce(n.name, n.id), ' ')[0]) AS networkFamily`,
});
