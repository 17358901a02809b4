import { z } from "zod";
import { query } from "../../driver/query.ts";
import { mergedLabel, type NamedKind, namedLabels } from "../../rows/named-kinds.ts";

/** A name as it is written in a statement; whatever is in it, it stays one name. */
const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;

/** A relationship of a type and direction as a pattern, by the name it has in the statement. */
const linkOf = (type: string, outgoing: boolean) => (name: string) =>
  outgoing ? `-[${name}:${quoted(type)}]->` : `<-[${name}:${quoted(type)}]-`;

/**
 * Two entities of a kind, by their ids: Neo4j's own id of each that is there.
 *
 *   (:Method | :Network | :Dataset | :Task {id})
 */
export function entitiesOf(kind: NamedKind) {
  return query({
    mode: "read",
    params: z.strictObject({ ids: z.array(z.string()) }),
    row: z.object({ id: z.string(), elementId: z.string() }),
    cypher: `
      UNWIND $ids AS id
      MATCH (n:${namedLabels[kind]} {id: id})
      RETURN id, elementId(n) AS elementId`,
  });
}

/**
 * Every relationship of a node, with what is at its other end. `merges` are the merges that moved
 * it here.
 */
export const linksOf = query({
  mode: "read",
  params: z.strictObject({ node: z.string() }),
  row: z.object({
    type: z.string(),
    outgoing: z.boolean(),
    label: z.string(),
    id: z.string(),
    other: z.string(),
    merges: z.array(z.string()),
  }),
  cypher: `
    MATCH (n) WHERE elementId(n) = $node
    MATCH (n)-[r]-(other)
    RETURN type(r) AS type, startNode(r) = n AS outgoing, labels(other)[0] AS label,
           coalesce(other.id, other.key, other.name, elementId(other)) AS id, elementId(other) AS other,
           coalesce(r.merged, []) AS merges`,
});

/**
 * Moves the relationships of a type and direction from one entity to another, and notes on each
 * which merge did. What the other entity has already, and what leads to it, stays.
 *
 *   (from)-[:TYPE]->(other)  becomes  (into)-[:TYPE {merged: [… merge]}]->(other)
 */
export function moveLinks(type: string, outgoing: boolean) {
  const link = linkOf(type, outgoing);
  return query({
    mode: "write",
    params: z.strictObject({ from: z.string(), into: z.string(), merge: z.string() }),
    row: z.object({ moved: z.number() }),
    cypher: `
      MATCH (from) WHERE elementId(from) = $from
      MATCH (into) WHERE elementId(into) = $into
      MATCH (from)${link("old")}(other)
      WHERE other <> into AND other <> from AND NOT EXISTS { (into)${link("")}(other) }
      WITH into, other, old
      CREATE (into)${link("new")}(other)
      SET new = properties(old), new.merged = coalesce(old.merged, []) + $merge
      DELETE old
      RETURN count(new) AS moved`,
  });
}

/**
 * Moves back what a merge moved.
 *
 *   (into)-[:TYPE {merged: [… merge …]}]->(other)  becomes  (from)-[:TYPE]->(other)
 */
export function moveLinksBack(type: string, outgoing: boolean) {
  const link = linkOf(type, outgoing);
  return query({
    mode: "write",
    params: z.strictObject({ from: z.string(), into: z.string(), merge: z.string() }),
    row: z.object({ moved: z.number() }),
    cypher: `
      MATCH (from) WHERE elementId(from) = $from
      MATCH (into) WHERE elementId(into) = $into
      MATCH (into)${link("old")}(other)
      WHERE $merge IN old.merged
      WITH from, other, old, [each IN old.merged WHERE each <> $merge] AS earlier
      CREATE (from)${link("new")}(other)
      SET new = properties(old), new.merged = CASE WHEN size(earlier) > 0 THEN earlier END
      DELETE old
      RETURN count(new) AS moved`,
  });
}

/**
 * Makes an entity one that was merged into another: it keeps its properties, and is found by its
 * former id as a name of the other.
 *
 *   (:MergedMethod {id, …})-[:MERGED_INTO {merge}]->(:Method)
 */
export function park(kind: NamedKind) {
  return query({
    mode: "write",
    params: z.strictObject({ from: z.string(), into: z.string(), merge: z.string() }),
    row: z.object({ id: z.string() }),
    cypher: `
      MATCH (from) WHERE elementId(from) = $from
      MATCH (into) WHERE elementId(into) = $into
      REMOVE from:${namedLabels[kind]}
      SET from:${mergedLabel(kind)}
      CREATE (from)-[:MERGED_INTO {merge: $merge}]->(into)
      RETURN from.id AS id`,
  });
}

/**
 * An entity that a merge merged away, and the one it was merged into: one row, or none when either
 * is gone or was merged itself.
 */
export function parkedBy(kind: NamedKind) {
  return query({
    mode: "read",
    params: z.strictObject({ merge: z.string() }),
    row: z.object({ id: z.string(), from: z.string(), into: z.string() }),
    cypher: `
      MATCH (from:${mergedLabel(kind)})-[:MERGED_INTO {merge: $merge}]->(into:${namedLabels[kind]})
      RETURN from.id AS id, elementId(from) AS from, elementId(into) AS into`,
  });
}

/** Makes an entity that was merged away what it was. */
export function unpark(kind: NamedKind) {
  return query({
    mode: "write",
    params: z.strictObject({ from: z.string(), merge: z.string() }),
    row: z.object({ id: z.string() }),
    cypher: `
      MATCH (from)-[parked:MERGED_INTO {merge: $merge}]->() WHERE elementId(from) = $from
      DELETE parked
      REMOVE from:${mergedLabel(kind)}
      SET from:${namedLabels[kind]}
      RETURN from.id AS id`,
  });
}

/**
 * What speaks against merging an entity away: studies and trials on it (a task), or on a task of it
 * (a network, a data set).
 *
 *   (:Study | :Trial)-[:ON_TASK]->(:Task)-[:OF_NETWORK | ON_DATASET]->(from)
 */
export const measuredOn = query({
  mode: "read",
  params: z.strictObject({ node: z.string() }),
  row: z.object({ task: z.string(), studies: z.array(z.string()) }),
  cypher: `
    MATCH (n) WHERE elementId(n) = $node
    MATCH (task:Task) WHERE task = n OR EXISTS { (task)-[:OF_NETWORK|ON_DATASET]->(n) }
    MATCH (task)<-[:ON_TASK]-(study:Study)
    RETURN task.id AS task, collect(study.name) AS studies
    ORDER BY task`,
});

/** The network and data set of a task, to see whether two tasks are on the same. */
export const placeOfTask = query({
  mode: "read",
  params: z.strictObject({ node: z.string() }),
  row: z.object({ network: z.string(), dataset: z.string() }),
  cypher: `
    MATCH (d:Dataset)<-[:ON_DATASET]-(task)-[:OF_NETWORK]->(n:Network) WHERE elementId(task) = $node
    RETURN n.id AS network, d.id AS dataset`,
});
