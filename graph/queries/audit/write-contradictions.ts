import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Links results that contradict each other. A result that went away meanwhile takes its
 * contradictions along.
 *
 *   (:Result {id})-[:CONTRADICTS {rule, delta, why}]->(:Result {id})
 */
export const writeContradictions = query({
  mode: "write",
  params: z.strictObject({
    rows: z.array(
      z.strictObject({ from: z.string(), to: z.string(), rule: z.string(), delta: z.number(), why: z.string() }),
    ),
  }),
  row: z.object({ written: z.number() }),
  cypher: `
    UNWIND $rows AS row
    MATCH (a:Result {id: row.from}), (b:Result {id: row.to})
    MERGE (a)-[c:CONTRADICTS]->(b)
    SET c.rule = row.rule, c.delta = row.delta, c.why = row.why
    RETURN count(c) AS written`,
});
