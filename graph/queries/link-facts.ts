import { z } from "zod";
import type { KnowledgeLink } from "../facts.ts";
import { query } from "../query.ts";

const properties = z.record(z.string(), z.unknown());

/**
 * Which of these relationships the graph does not hold with these properties.
 *
 *   (:From {id})-[:TYPE {properties…}]->(:To {id})
 */
export function missingLinks({ type, from, to }: KnowledgeLink) {
  return query({
    mode: "read",
    params: z.strictObject({
      rows: z.array(z.strictObject({ at: z.number(), from: z.string(), to: z.string(), properties })),
    }),
    row: z.object({ at: z.number() }),
    cypher: `
      UNWIND $rows AS row
      OPTIONAL MATCH (a:${from} {id: row.from}) USING INDEX a:${from}(id) // in an empty graph the planner would scan
      OPTIONAL MATCH (b:${to} {id: row.to}) USING INDEX b:${to}(id)
      WITH row, a, b
      WHERE NOT EXISTS {
        MATCH (a)-[r:${type}]->(b)
        WHERE all(key IN keys(row.properties) WHERE coalesce(r[key] = row.properties[key], false))
      }
      RETURN row.at AS at
      ORDER BY at`,
  });
}

/**
 * Makes these relationships. Gives how many: fewer than rows when a node at an end is not in the graph.
 *
 *   (:From {id})-[:TYPE {properties…}]->(:To {id})
 */
export function writeLinks({ type, from, to }: KnowledgeLink) {
  return query({
    mode: "write",
    params: z.strictObject({ rows: z.array(z.strictObject({ from: z.string(), to: z.string(), properties })) }),
    row: z.object({ written: z.number() }),
    cypher: `
      UNWIND $rows AS row
      MATCH (a:${from} {id: row.from}) USING INDEX a:${from}(id)
      MATCH (b:${to} {id: row.to}) USING INDEX b:${to}(id)
      MERGE (a)-[r:${type}]->(b)
      SET r += row.properties
      RETURN count(r) AS written`,
  });
}
