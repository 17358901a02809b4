import { MultiDirectedGraph } from "graphology";
import type { Subgraph } from "./subgraph.ts";

/**
 * A subgraph as a graphology graph, to be drawn or computed with. Nodes are named `Method:NS`;
 * `kind` is the kind of a node or relationship and `label` a node's name for people, beside what
 * the graph holds of it.
 *
 * `JSON.stringify(graph)` writes graphology's own serialisation, which `Graph.from` reads.
 */
export function graphologyGraph({ nodes, links }: Subgraph): MultiDirectedGraph {
  const graph = new MultiDirectedGraph();
  for (const { key, label, id, properties } of nodes) {
    const name = [properties.label, properties.name, properties.title, id].find((each) => typeof each === "string");
    graph.addNode(key, { ...properties, id, kind: label, label: name });
  }
  for (const { type, from, to, properties } of links) {
    const name = `${from} ${type} ${to}`;
    let key = name;
    for (let number = 2; graph.hasEdge(key); number++) key = `${name} ${number}`;
    graph.addDirectedEdgeWithKey(key, from, to, { ...properties, kind: type });
  }
  return graph;
}
