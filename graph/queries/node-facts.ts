import { z } from "zod";
import type { KnowledgeLabel } from "../facts.ts";
import { query } from "../query.ts";

const properties = z.record(z.string(), z.unknown());

/** Labels that some node has: to a kind of node that is not there yet, no question need be put. */
export const labelsInUse = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({ label: z.string() }),
  cypher: "CALL db.labels() YIELD label RETURN label",
});

/**
 * What the graph holds of these nodes: Neo4j's own id for each that is there, and the names of the properties that differ from those
 * given. No row for a node that is not there.
 *
 *   (:Label {id, properties…})
 */
export function lookUpNodes(label: KnowledgeLabel) {
  return query({
    mode: "read",
    params: z.strictObject({ rows: z.array(z.strictObject({ at: z.number(), id: z.string(), properties })) }),
    row: z.object({ at: z.number(), elementId: z.string(), differing: z.array(z.string()) }),
    cypher: `
      UNWIND $rows AS row
      MATCH (n:${label} {id: row.id}) USING INDEX n:${label}(id) // in an empty graph the planner would scan
      RETURN row.at AS at, elementId(n) AS elementId,
             [key IN keys(row.properties)
              WHERE NOT coalesce(n[key] = row.properties[key], n[key] IS NULL AND row.properties[key] IS NULL)] AS differing`,
  });
}

/**
 * Makes these nodes, or gives those that are there the properties they should have; a null takes a property away.
 * Gives Neo4j's own id of each.
 *
 *   (:Label {id, properties…})
 */
export function writeNodes(label: KnowledgeLabel) {
  return query({
    mode: "write",
    params: z.strictObject({ rows: z.array(z.strictObject({ id: z.string(), properties })) }),
    row: z.object({ id: z.string(), elementId: z.string() }),
    cypher: `
      UNWIND $rows AS row
      MERGE (n:${label} {id: row.id})
      SET n += row.properties
      RETURN n.id AS id, elementId(n) AS elementId`,
  });
}
