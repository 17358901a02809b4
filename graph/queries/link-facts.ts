import { z } from "zod";
import type { KnowledgeLink } from "../facts.ts";
import { query } from "../query.ts";

/** A relationship between two nodes, both named by Neo4j's own ids. */
const link = z.strictObject({
  at: z.number(),
  type: z.string(),
  from: z.string(),
  to: z.string(),
  properties: z.record(z.string(), z.unknown()),
});

/**
 * Which of these relationships the graph does not hold with these properties.
 *
 *   ()-[:TYPE {properties…}]->()
 */
export const missingLinks = query({
  mode: "read",
  params: z.strictObject({ rows: z.array(link) }),
  row: z.object({ at: z.number() }),
  cypher: `
    UNWIND $rows AS row
    MATCH (a) WHERE elementId(a) = row.from
    MATCH (b) WHERE elementId(b) = row.to
    WITH row, a, b
    WHERE NOT EXISTS {
      MATCH (a)-[r]->(b)
      WHERE type(r) = row.type AND all(key IN keys(row.properties) WHERE coalesce(r[key] = row.properties[key], false))
    }
    RETURN row.at AS at
    ORDER BY at`,
});

/**
 * Makes these relationships; `type` is one of a fixed list, so it can stand in the statement. MERGE, so that of two writers at once
 * one finds what the other made.
 *
 *   ()-[:TYPE {properties…}]->()
 */
export function writeLinks(type: KnowledgeLink) {
  return query({
    mode: "write",
    params: z.strictObject({ rows: z.array(link) }),
    row: z.object({ written: z.number() }),
    cypher: `
      UNWIND $rows AS row
      MATCH (a) WHERE elementId(a) = row.from
      MATCH (b) WHERE elementId(b) = row.to
      MERGE (a)-[r:${type}]->(b)
      SET r += row.properties
      RETURN count(r) AS written`,
  });
}
