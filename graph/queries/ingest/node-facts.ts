import { z } from "zod";
import type { KnowledgeLabel } from "../../changes/facts.ts";
import { query } from "../../driver/query.ts";
import { properties, propertyValue } from "../../rows/property-value.ts";

/** Labels that some node has: a label that no node has need not be looked up. */
export const labelsInUse = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({ label: z.string() }),
  cypher: "CALL db.labels() YIELD label RETURN label",
});

/**
 * What the graph holds of these nodes: Neo4j's own id for each that is there, and its values of
 * `keys`, null where it has none. No row for a node that is not there; `at` is the place in `ids`.
 *
 *   (:Label {id, keys…})
 */
export function lookUpNodes(label: KnowledgeLabel) {
  return query({
    mode: "read",
    params: z.strictObject({ ids: z.array(z.string()), keys: z.array(z.string()) }),
    row: z.object({ at: z.number(), elementId: z.string(), values: z.array(propertyValue) }),
    cypher: `
      UNWIND range(0, size($ids) - 1) AS at
      MATCH (n:${label} {id: $ids[at]}) USING INDEX n:${label}(id) // in an empty graph the planner would scan
      RETURN at, elementId(n) AS elementId, [key IN $keys | n[key]] AS values`,
  });
}

/**
 * Makes these nodes, which are not there, and returns Neo4j's own id of each. Someone who made one
 * of them meanwhile makes this a `conflict`.
 *
 *   (:Label {id, properties…})
 */
export function createNodes(label: KnowledgeLabel) {
  return query({
    mode: "write",
    params: z.strictObject({ rows: z.array(properties) }),
    row: z.object({ id: z.string(), elementId: z.string() }),
    cypher: `
      UNWIND $rows AS row
      CREATE (n:${label})
      SET n = row
      RETURN n.id AS id, elementId(n) AS elementId`,
  });
}

/** Sets other properties of nodes, named by Neo4j's own ids; a null removes one. */
export const changeNodes = query({
  mode: "write",
  params: z.strictObject({ rows: z.array(z.strictObject({ node: z.string(), properties })) }),
  row: z.object({ written: z.number() }),
  cypher: `
    UNWIND $rows AS row
    MATCH (n) WHERE elementId(n) = row.node
    SET n += row.properties
    RETURN count(n) AS written`,
});
