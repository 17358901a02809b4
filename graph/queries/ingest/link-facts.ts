import { z } from "zod";
import type { KnowledgeLink } from "../../changes/facts.ts";
import { query } from "../../driver/query.ts";
import { properties, propertyValue } from "../../rows/property-value.ts";

/**
 * Nodes by Neo4j's own ids, each once, and relationships as pairs of places among them: few long
 * names, many short ones.
 */
const ends = {
  nodes: z.array(z.string()),
  pairs: z.array(z.tuple([z.number(), z.number()])),
};

/**
 * Cypher that returns `pair` and the nodes `a` and `b` of each pair; none at all when one of the
 * nodes is gone.
 */
const eachPair = `
      UNWIND range(0, size($nodes) - 1) AS place
      MATCH (n) WHERE elementId(n) = $nodes[place]
      WITH place, n ORDER BY place
      WITH collect(n) AS nodes
      WHERE size(nodes) = size($nodes)
      UNWIND range(0, size($pairs) - 1) AS at
      WITH at, nodes[toInteger($pairs[at][0])] AS a, nodes[toInteger($pairs[at][1])] AS b`;

/**
 * The relationships of a type that lead from one node to another, with their values of `keys`, null
 * where there is none. `at` is the place in `pairs`; a pair without such a relationship has no row.
 *
 *   (a)-[:TYPE {keys…}]->(b)
 */
export function lookUpLinks(type: KnowledgeLink) {
  return query({
    mode: "read",
    params: z.strictObject({ ...ends, keys: z.array(z.string()) }),
    row: z.object({ at: z.number(), elementId: z.string(), values: z.array(propertyValue) }),
    cypher: `${eachPair}
      MATCH (a)-[r:${type}]->(b)
      RETURN at, elementId(r) AS elementId, [key IN $keys | r[key]] AS values
      ORDER BY at, elementId`,
  });
}

/**
 * Makes these relationships, which are not there; `type` is one of a fixed list, so it can be part
 * of the statement.
 *
 *   (a)-[:TYPE {properties…}]->(b)
 */
export function createLinks(type: KnowledgeLink) {
  return query({
    mode: "write",
    params: z.strictObject({ ...ends, properties: z.array(properties) }),
    row: z.object({ written: z.number() }),
    cypher: `${eachPair}, $properties[at] AS properties
      CREATE (a)-[r:${type}]->(b)
      SET r = properties
      RETURN count(r) AS written`,
  });
}

/** Sets other properties of relationships, named by Neo4j's own ids; a null removes one. */
export const changeLinks = query({
  mode: "write",
  params: z.strictObject({
    rows: z.array(z.strictObject({ link: z.string(), properties })),
  }),
  row: z.object({ written: z.number() }),
  cypher: `
    UNWIND $rows AS row
    MATCH ()-[r]->() WHERE elementId(r) = row.link
    SET r += row.properties
    RETURN count(r) AS written`,
});

/**
 * The relationships that lead from nodes, named by Neo4j's own ids; `at` is the place in `nodes`.
 */
export const linksFrom = query({
  mode: "read",
  params: z.strictObject({ nodes: z.array(z.string()) }),
  row: z.object({
    at: z.number(),
    elementId: z.string(),
    type: z.string(),
    label: z.string(),
    id: z.string(),
    properties,
  }),
  cypher: `
    UNWIND range(0, size($nodes) - 1) AS at
    MATCH (n) WHERE elementId(n) = $nodes[at]
    MATCH (n)-[r]->(other)
    RETURN at, elementId(r) AS elementId, type(r) AS type, labels(other)[0] AS label, other.id AS id, properties(r) AS properties
    ORDER BY at, type, id`,
});

/** Deletes relationships, named by Neo4j's own ids. */
export const removeLinks = query({
  mode: "write",
  params: z.strictObject({ links: z.array(z.string()) }),
  row: z.object({ written: z.number() }),
  cypher: `
    UNWIND $links AS link
    MATCH ()-[r]->() WHERE elementId(r) = link
    DELETE r
    RETURN count(*) AS written`,
});

/** Deletes relationships of a type; returns how many there were. */
export function deleteLinks(type: KnowledgeLink) {
  return query({
    mode: "write",
    params: z.strictObject({ ...ends }),
    row: z.object({ deleted: z.number() }),
    cypher: `${eachPair}
      MATCH (a)-[r:${type}]->(b)
      DELETE r
      RETURN count(r) AS deleted`,
  });
}
