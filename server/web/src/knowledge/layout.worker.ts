import iterate from "graphology-layout-forceatlas2/iterate.js";

/** What the layout begins with: graphology's own matrices, and all of the algorithm's settings. */
export interface Start {
  nodes: Float32Array;
  edges: Float32Array;
  settings: Record<string, unknown>;
  rounds: number;
  perRound: number;
}

/**
 * ForceAtlas2 outside the page's own thread. The library's worker is made of a text, which the
 * page's policy refuses; this is the same loop as a file of ours.
 *
 * Source: Jacomy et al., "ForceAtlas2, a Continuous Graph Layout Algorithm", PLoS ONE 2014.
 */
self.onmessage = ({ data: { nodes, edges, settings, rounds, perRound } }: MessageEvent<Start>) => {
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < perRound; i++) iterate(settings, nodes, edges);
    self.postMessage(nodes.slice());
  }
};
