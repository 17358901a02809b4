import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * The relationships that begin at some nodes, which are named by Neo4j's own ids.
 *
 *   ()-[]->()
 */
export const linksOfNodes = query({
  mode: "read",
  params: z.strictObject({ places: z.array(z.string()) }),
  row: z.object({ from: z.string(), type: z.string(), to: z.string(), properties: z.record(z.string(), z.unknown()) }),
  cypher: `
    UNWIND $places AS place
    MATCH (a) WHERE elementId(a) = place
    MATCH (a)-[link]->(b)
    RETURN place AS from, type(link) AS type, elementId(b) AS to, properties(link) AS properties`,
});
