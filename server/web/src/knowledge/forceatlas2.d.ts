declare module "graphology-layout-forceatlas2/iterate.js" {
  /** One step of the layout; changes `nodes` and `edges`. */
  export default function iterate(settings: Record<string, unknown>, nodes: Float32Array, edges: Float32Array): void;
}
declare module "graphology-layout-forceatlas2/helpers.js" {
  import type Graph from "graphology";
  const helpers: {
    graphToByteArrays(graph: Graph, weight: () => number): { nodes: Float32Array; edges: Float32Array };
    assignLayoutChanges(graph: Graph, nodes: Float32Array, reduce: null): void;
  };
  export default helpers;
}
