import neo4j, { type Node, type Path, type Relationship } from "neo4j-driver";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A value from Neo4j as plain JSON: a node as `{id, labels, properties}`, a relationship as `{id,
 * type, start, end, properties}`, a path as `{nodes, relationships}`, dates, times and durations as
 * ISO 8601 text, points as their text. What JSON's numbers can't hold is text too: NaN, infinities,
 * integers beyond 2^53.
 */
export function toPlain(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (neo4j.isInt(value)) return value.inSafeRange() ? value.toNumber() : value.toString();
  if (neo4j.isNode(value)) return plainNode(value);
  if (neo4j.isRelationship(value)) return plainRelationship(value);
  if (neo4j.isPath(value)) return plainPath(value);
  if (value instanceof Int8Array) return Array.from(value);
  if (Object.getPrototypeOf(value) === Object.prototype) return plainMap(value as Record<string, unknown>);
  return String(value); // dates, times, durations and points write themselves
}

function plainMap(map: Record<string, unknown>): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(map).map(([key, inside]) => [key, toPlain(inside)]));
}

function plainNode(node: Node): Json {
  return { id: node.elementId, labels: [...node.labels], properties: plainMap(node.properties) };
}

function plainRelationship(link: Relationship): Json {
  return {
    id: link.elementId,
    type: link.type,
    start: link.startNodeElementId,
    end: link.endNodeElementId,
    properties: plainMap(link.properties),
  };
}

function plainPath(path: Path): Json {
  const nodes = [path.start, ...path.segments.map((segment) => segment.end)];
  return {
    nodes: nodes.map((node) => plainNode(node)),
    relationships: path.segments.map((segment) => plainRelationship(segment.relationship)),
  };
}
