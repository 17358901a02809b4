import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Which results contradict each other according to the graph: all, or those of some methods.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Result)-[:CONTRADICTS {rule, delta, why}]->(:Result)
 */
export const heldContradictions = query({
  mode: "read",
  params: z.strictObject({ methodIds: z.array(z.string()).nullable().default(null) }),
  row: z.object({ from: z.string(), to: z.string(), rule: z.string(), delta: z.number(), why: z.string() }),
  cypher: `
    MATCH (a:Result)-[c:CONTRADICTS]->(b:Result)
    WHERE $methodIds IS NULL OR EXISTS { (a)-[:OF_METHOD]->(m:Method) WHERE m.id IN $methodIds }
    RETURN a.id AS from, b.id AS to, c.rule AS rule, c.delta AS delta, c.why AS why
    ORDER BY from, to`,
});
