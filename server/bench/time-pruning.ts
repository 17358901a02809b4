import { writeFile } from "node:fs/promises";
import {
  buildNetwork,
  type ChannelCut,
  type ChannelScores,
  countCost,
  type DependencyGraph,
  dependencyGraph,
  makersOf,
  removeChannels,
  scores,
  tensorflowVersions,
} from "../../compress/index.ts";
import { randomness } from "../randomness.ts";
import type { TimePruningJob } from "./jobs.ts";

/** The result of our side of the pruning benchmark. */
export interface TimedPruning {
  seconds: number[];
  /** For each layer that produces channels, those that are kept. */
  kept: Record<string, number[]>;
  parameters: number;
  /** The weights as written for the peer, in order. */
  shapes: [name: string, shape: number[]][];
  versions: { tfjs: string; tensorflow: string };
}

/**
 * Times graph, L1 score, choice and surgery together, on a network with seeded weights; the first
 * run is not counted.
 */
export async function timePruning({ network, fraction, runs, seed, weightsTo }: TimePruningJob): Promise<TimedPruning> {
  const model = buildNetwork(network, { shape: [32, 32, 3], classes: 10, seed });
  const random = randomness(seed)("bench");
  try {
    const weights = model.weights.map((weight) => ({
      name: weight.originalName,
      shape: weight.shape as number[],
      values: weight.read().dataSync<"float32">(),
    }));
    await writeFile(weightsTo, Buffer.concat(weights.map(({ values }) => new Uint8Array(values.slice().buffer))));
    const seconds: number[] = [];
    let kept: Record<string, number[]> = {};
    let parameters = 0;
    for (let run = 0; run <= runs; run++) {
      const started = performance.now();
      const graph = dependencyGraph(model);
      const cuts = lowestShare(graph, scores.l1({ model, graph, random }), fraction);
      const smaller = await removeChannels(model, cuts, graph);
      if (run > 0) seconds.push((performance.now() - started) / 1000);
      kept = keptByLayer(graph, cuts);
      parameters = countCost(smaller).parameters;
      smaller.dispose();
    }
    const shapes = weights.map(({ name, shape }): [string, number[]] => [name, shape]);
    return { seconds, kept, parameters, shapes, versions: tensorflowVersions() };
  } finally {
    model.dispose();
  }
}

/** The same share of every group, lowest scores first. */
function lowestShare(graph: DependencyGraph, worth: ChannelScores, fraction: number): ChannelCut[] {
  return graph.groups.map(({ id, channels }) => {
    const score = worth.get(id)!;
    const order = [...score.keys()].sort((a, b) => score[a]! - score[b]! || a - b);
    return { group: id, channels: order.slice(0, channels - Math.floor(channels * (1 - fraction))) };
  });
}

function keptByLayer(graph: DependencyGraph, cuts: ChannelCut[]): Record<string, number[]> {
  const gone = new Map(cuts.map(({ group, channels }) => [group, new Set(channels)]));
  return Object.fromEntries(
    graph.groups.flatMap((group) =>
      makersOf(group).map(({ layer, channelOf }) => [
        layer,
        [...channelOf.keys()].filter((position) => !gone.get(group.id)!.has(channelOf[position]!)),
      ]),
    ),
  );
}
