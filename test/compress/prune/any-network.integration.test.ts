import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import {
  type ChannelCut,
  copyModel,
  countCost,
  dependencyGraph,
  removeChannels,
  zeroChannels,
} from "../../../compress/index.ts";
import { callsOf } from "../../../compress/model/calls.ts";
import { topologyOf } from "../../../compress/model/topology.ts";
import { supportedLayers } from "../../../compress/prune/coupling.ts";
import { removedChannels } from "../../../compress/prune/cuts.ts";
import { flopsCounter } from "../../../compress/prune/flops-count.ts";
import { parameterCounter } from "../../../compress/prune/parameter-count.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { withTrainingKernels } from "../../../compress/training/rewrite.ts";
import { cutsFrom, densePicks } from "../random-networks/cuts.ts";
import { buildNet, distance, logitsOf, netSpecsWith } from "../random-networks/networks.ts";
import { pieceKinds } from "../random-networks/pieces.ts";
import { weightValues } from "../training/toys.ts";

afterEach(() => setImmediate()); // or the runner does not hear from this process for too long

const runsOfEach = 6;

/**
 * How often a class of layer stood in a network, and how often one of its weights really got
 * smaller.
 */
const drawn = new Map<string, number>();
const shrank = new Map<string, number>();
const count = (map: Map<string, number>, name: string) => map.set(name, (map.get(name) ?? 0) + 1);

test.each(
  pieceKinds,
)("zero channels can be removed from a network with %s: the same logits, really smaller, as counted", async (kind) => {
  await fc.assert(
    fc.asyncProperty(netSpecsWith(kind), densePicks, async (spec, chosen) => {
      const model = buildNet(spec);
      const before = weightValues(model);
      const live = tf.memory().numTensors;
      const graph = dependencyGraph(model);
      const cuts = cutsFrom(graph, chosen);
      const removed = removedChannels(graph, cuts);

      const zeroed = await copyModel(model);
      expect(distance(logitsOf(zeroed), logitsOf(model))).toBeLessThanOrEqual(1e-6);
      expect(topologyOf(zeroed)).toEqual(topologyOf(model));
      zeroChannels(zeroed, cuts, graph);
      const smaller = await removeChannels(model, JSON.parse(JSON.stringify(cuts)) as ChannelCut[], graph);
      // Sums of 32-bit floats in another order: some 1e-6 of the largest logit. A position that is
      // missed makes hundredths.
      expect(distance(logitsOf(zeroed), logitsOf(smaller))).toBeLessThanOrEqual(1e-4);

      const [whole, left] = [countCost(model), countCost(smaller)];
      expect(parameterCounter(graph)(removed)).toBe(left.parameters);
      expect(flopsCounter(model, graph)(removed)).toBe(left.flops);
      if (cuts.length > 0) expect(left.parameters).toBeLessThan(whole.parameters);
      for (const { id, channels } of dependencyGraph(smaller).groups)
        expect(channels).toBe(
          removed.get(id)?.reduce((stay, gone) => stay - gone, removed.get(id)!.length) ?? channels,
        );

      const { calls } = callsOf(model);
      for (const className of new Set(calls.map(({ className }) => className))) count(drawn, className);
      const now = new Map(callsOf(smaller).calls.map((call) => [call.name, call]));
      for (const call of calls)
        if (JSON.stringify(now.get(call.name)!.weights) !== JSON.stringify(call.weights)) count(shrank, call.className);

      tf.tidy(() => {
        const train = () => void smaller.apply(tf.zeros([2, 8, 8, 2]), { training: true }); // noise has a shape of its own
        withTrainingKernels(smaller, tf.tensor1d([1, 2], "int32"), train);
      });
      zeroed.dispose();
      smaller.dispose();
      expect(tf.memory().numTensors).toBe(live);
      expect(weightValues(model)).toEqual(before);
      model.dispose();
    }),
    { numRuns: runsOfEach },
  );
});

test("every class of layer that can be followed stood in these networks, and every one with weights was made smaller", () => {
  const elsewhere = ["LightMultiSegmentActivation", "SpatialDropout2D", "GaussianNoise"]; // f(0) is not 0; not in TensorFlow.js; no matter
  expect(supportedLayers.filter((name) => !elsewhere.includes(name) && !drawn.has(name))).toEqual([]);
  expect([...shrank.keys()].sort()).toEqual([
    "BatchNormalization",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Dense",
    "DepthwiseConv2D",
    "GroupedConv2D",
    "PReLU",
    "SeparableConv2D",
  ]);
});
