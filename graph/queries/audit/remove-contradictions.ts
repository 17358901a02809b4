import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Deletes contradictions that are none any more.
 *
 *   (:Result {id})-[:CONTRADICTS]->(:Result {id})
 */
export const removeContradictions = query({
  mode: "write",
  params: z.strictObject({ pairs: z.array(z.strictObject({ from: z.string(), to: z.string() })) }),
  row: z.object({ removed: z.number() }),
  cypher: `
    UNWIND $pairs AS pair
    MATCH (:Result {id: pair.from})-[c:CONTRADICTS]->(:Result {id: pair.to})
    DELETE c
    RETURN count(*) AS removed`,
});

/**
 * Deletes all contradictions of results, named by Neo4j's own ids: they go before their results do.
 */
export const removeContradictionsOf = query({
  mode: "write",
  params: z.strictObject({ nodes: z.array(z.string()) }),
  row: z.object({ removed: z.number() }),
  cypher: `
    UNWIND $nodes AS node
    MATCH (r:Result) WHERE elementId(r) = node
    MATCH (r)-[c:CONTRADICTS]-()
    DELETE c
    RETURN count(*) AS removed`,
});
