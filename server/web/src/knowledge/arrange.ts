import type Graph from "graphology";
import { inferSettings } from "graphology-layout-forceatlas2";
import helpers from "graphology-layout-forceatlas2/helpers.js";
import type { Start } from "./layout.worker.ts";

const settings = {
  linLogMode: false,
  outboundAttractionDistribution: false,
  adjustSizes: false,
  edgeWeightInfluence: 1,
  scalingRatio: 1,
  strongGravityMode: false,
  gravity: 1,
  slowDown: 1,
  barnesHutTheta: 0.5,
};

/** Moves the nodes of a graph to where they can be seen, round by round; returns how to stop it. */
export function arrange(graph: Graph, rounds = 20): () => void {
  if (graph.order < 3) return () => {};
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  const stop = () => worker.terminate();
  let left = rounds;
  const { order } = graph;
  worker.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    if (graph.order !== order) return stop(); // what it arranges is not there any more
    helpers.assignLayoutChanges(graph, data, null);
    left -= 1;
    if (left === 0) stop();
  };
  const start: Start = {
    ...helpers.graphToByteArrays(graph, () => 1),
    settings: { ...settings, ...inferSettings(graph), barnesHutOptimize: graph.order > 500 },
    rounds,
    perRound: graph.order > 1000 ? 5 : 15,
  };
  worker.postMessage(start);
  return stop;
}
