import { setImmediate } from "node:timers/promises";
import { randomLcg } from "d3-random";
import { afterEach, expect, test } from "vitest";
import { dependencyGraph, zeroChannels } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";
import type { Loss } from "../../../compress/training/loss.ts";
import { trainModel } from "../../../compress/training/train.ts";
import { cutsFrom } from "../random-networks/cuts.ts";
import { largestDifference, nudged } from "./engine-comparison.ts";
import { plan } from "./small-plan.ts";
import { bands, denseNet, plainNet, residualNet, seeded, weightDistance } from "./toys.ts";
import { shallowNetworks, small, tracedStepContract } from "./traced-networks.ts";

afterEach(() => setImmediate()); // or the runner does not hear from this process for too long

tracedStepContract(shallowNetworks);

/** A separable convolution in a nested model that is used twice, slopes, dropout. */
function nestedNet(seed = 0.5): tf.LayersModel {
  const { layers } = tf;
  const on = (layer: tf.layers.Layer, x: tf.SymbolicTensor) => layer.apply(x) as tf.SymbolicTensor;
  const [input, within] = [tf.input({ shape: [8, 8, 3] }), tf.input({ shape: [8, 8, 6] })];
  const separable = layers.separableConv2d({ filters: 6, kernelSize: 3, padding: "same" });
  const normed = on(layers.batchNormalization({ momentum: 0.9 }), on(separable, within));
  const block = tf.model({ inputs: within, outputs: on(layers.prelu({ sharedAxes: [1, 2] }), normed) });
  const first = on(layers.conv2d({ filters: 6, kernelSize: 3, padding: "same" }), input);
  const noisy = on(layers.dropout({ rate: 0.2 }), on(block, on(block, first)));
  const scores = on(layers.dense({ units: 4 }), on(layers.globalAveragePooling2d({}), noisy));
  return seeded(tf.model({ inputs: input, outputs: scores }), seed);
}

const networks = { residualNet, plainNet, denseNet, nestedNet, resnet8: small("resnet8").make };
const losses: Record<string, (teacher: tf.LayersModel) => Loss> = {
  "cross-entropy": () => ({ kind: "crossEntropy" }),
  distillation: (teacher) => ({ kind: "distillation", teacher, temperature: 3, alpha: 0.7 }),
  nll: (teacher) => ({ kind: "auxiliary", term: "nll", factor: 0.5, teacher }),
  ce: (teacher) => ({ kind: "auxiliary", term: "ce", factor: 3, teacher, temperature: 2 }),
  mse: (teacher) => ({ kind: "auxiliary", term: "mse", factor: 1, teacher }),
};
const plain = { nesterov: false, sparse: false };
const slimming = { nesterov: true, sparse: true };
const all = Object.entries(networks).flatMap(([name, make]) => [
  { name, make, loss: "cross-entropy", how: plain, with: "momentum alone" },
  ...Object.keys(losses).map((loss) => ({ name, make, loss, how: slimming, with: "Nesterov and L1 on the scales" })),
]);

test.each(all)("$name, $loss, $with: two traced steps are two eager ones", ({ make, loss, how }) => {
  const teacher = nestedNet(0.7);
  const structure = { ...how, loss: losses[loss]!(teacher) };
  const { what, apart } = largestDifference(make, bands({ train: 8 }), { structure });
  expect(apart, what).toBeLessThanOrEqual(1e-4);
  teacher.dispose();
});

const engines = ["graph", "eager"] as const;

test("soft pruning between the epochs, a last batch that is filled up, and dropout: both engines go the same way", async () => {
  const data = bands({ train: 20 });
  const trained = await Promise.all(
    engines.map(async (engine) => {
      const model = nestedNet();
      const graph = dependencyGraph(model);
      const cuts = cutsFrom(graph, [true, false, false]);
      const afterEpoch = (soft: tf.LayersModel) => zeroChannels(soft, cuts, graph);
      const how = { ...plan, epochs: 2, batchSize: 8, learningRate: 0.01, augment: "crop-flip" as const };
      await trainModel(model, data, how, { random: randomLcg(0.2), engine, afterEpoch });
      const zeros = model.weights
        .flatMap((weight) => Array.from(weight.read().dataSync()))
        .filter((w) => w === 0).length;
      return { model, zeros };
    }),
  );
  const [traced, eager] = trained as [(typeof trained)[0], (typeof trained)[0]];
  expect(weightDistance(traced.model, eager.model)).toBeLessThan(1e-4);
  expect(traced.zeros).toBe(eager.zeros);
  expect(traced.zeros).toBeGreaterThan(10);
  for (const { model } of trained) model.dispose();
});

/** Weights after 20 steps, and how far they are from another run's. */
async function twentySteps(model: tf.LayersModel, engine: (typeof engines)[number], learningRate = 0.05) {
  const how = { ...plan, epochs: 4, learningRate, schedule: "cosine" as const, augment: "crop-flip" as const };
  const { steps } = await trainModel(model, bands({ train: 72 }), how, { random: randomLcg(0.2), engine });
  expect(steps).toBe(20);
  return model;
}

// Float noise grows by itself, step by step. Three eager runs from weights that are off by their
// last bit say by how much.
test.each(
  Object.entries({ residualNet, plainNet, denseNet, nestedNet }),
)("20 traced steps of %s stay in the float noise of 20 eager ones", async (_, make) => {
  const eager = await twentySteps(make(), "eager");
  const distances: number[] = [];
  for (const seed of [0.1, 0.2, 0.3]) {
    const other = await twentySteps(nudged(make(), seed), "eager");
    distances.push(weightDistance(other, eager));
    other.dispose();
  }
  const band = 3 * Math.max(...distances);
  const [traced, faster] = [await twentySteps(make(), "graph"), await twentySteps(make(), "graph", 0.0505)];
  expect(weightDistance(traced, eager)).toBeLessThanOrEqual(band);
  expect(weightDistance(faster, eager)).toBeGreaterThan(band); // a rate that is off by a hundredth is seen
  for (const model of [eager, traced, faster]) model.dispose();
});
