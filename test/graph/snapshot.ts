import { type Graph, type Json, readOnly } from "../../graph/index.ts";

/**
 * Everything a graph holds, as plain data in a fixed order: two graphs are the same when these are
 * equal.
 */
export async function snapshot(graph: Graph): Promise<{ nodes: Json[]; relationships: Json[] }> {
  const limits = { maxRows: 100_000, timeoutMs: 60_000 };
  const nodes = await readOnly(graph, "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties", {}, limits);
  const relationships = await readOnly(
    graph,
    "MATCH (a)-[r]->(b) RETURN elementId(a) AS a, type(r) AS type, properties(r) AS properties, elementId(b) AS b",
    {},
    limits,
  );
  const sorted = (rows: Json[]) => rows.map((row) => JSON.stringify(row)).sort();
  return { nodes: sorted(nodes.rows), relationships: sorted(relationships.rows) };
}
