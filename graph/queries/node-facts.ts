import { z } from "zod";
import type { KnowledgeLabel } from "../facts.ts";
import { query } from "../query.ts";

const properties = z.record(z.string(), z.unknown());

/**
 * Which of these nodes the graph does not hold as they are given: `keys` names the properties that differ, null for a node that is
 * not there at all.
 *
 *   (:Label {id, properties…})
 */
export function differingNodes(label: KnowledgeLabel) {
  return query({
    mode: "read",
    params: z.strictObject({ rows: z.array(z.strictObject({ at: z.number(), id: z.string(), properties })) }),
    row: z.object({ at: z.number(), keys: z.array(z.string()).nullable() }),
    cypher: `
      UNWIND $rows AS row
      OPTIONAL MATCH (n:${label} {id: row.id}) USING INDEX n:${label}(id) // in an empty graph the planner would scan
      WITH row, n, [key IN keys(row.properties)
                    WHERE NOT coalesce(n[key] = row.properties[key], n[key] IS NULL AND row.properties[key] IS NULL)] AS keys
      WHERE n IS NULL OR keys <> []
      RETURN row.at AS at, CASE WHEN n IS NULL THEN null ELSE keys END AS keys
      ORDER BY at`,
  });
}

/**
 * Makes these nodes, or gives those that are there the properties they should have; a null takes a property away.
 *
 *   (:Label {id, properties…})
 */
export function writeNodes(label: KnowledgeLabel) {
  return query({
    mode: "write",
    params: z.strictObject({ rows: z.array(z.strictObject({ id: z.string(), properties })) }),
    row: z.object({ written: z.number() }),
    cypher: `
      UNWIND $rows AS row
      MERGE (n:${label} {id: row.id})
      SET n += row.properties
      RETURN count(n) AS written`,
  });
}
