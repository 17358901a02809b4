import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomLcg, randomNormal } from "d3-random";
import fc from "fast-check";
import { expect, test } from "vitest";
import { countCost, loadModel, type ModelCard, registerLayers, saveModel } from "../../../compress/index.ts";
import { buildFresh } from "../../../compress/model/build.ts";
import { segmentActivationClass, startSlopes } from "../../../compress/model/layers/register-layers.ts";
import type { ModelConfig } from "../../../compress/model/model-config.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { sumByIndex } from "../../../compress/training/kernels.ts";
import { weightValues } from "../training/toys.ts";

const shape = [3, 3, 2] as const;

/** A network that is one multi-segment activation and a sum of what it gives. */
function network(segments: number): Promise<tf.LayersModel> {
  const layer = (class_name: string, config: Record<string, unknown>) => ({ class_name, config });
  const topology: ModelConfig = {
    class_name: "Sequential",
    config: {
      name: "one",
      layers: [
        layer(segmentActivationClass, {
          name: "lines",
          trainable: true,
          segments,
          batch_input_shape: [null, ...shape],
        }),
        layer("Flatten", { name: "flat" }),
        layer("Dense", { name: "head", units: 4, use_bias: true }),
      ],
    },
  };
  return buildFresh(topology, randomLcg(0.5));
}

const draw = randomNormal.source(randomLcg(0.3))(1, 2);
const batch = Array.from({ length: 5 * 18 }, draw);
const activation = (model: tf.LayersModel, training: boolean) =>
  tf.tidy(() => {
    const given = model.getLayer("lines").apply(tf.tensor(batch, [5, ...shape]), { training }) as tf.Tensor;
    return given.dataSync<"float32">();
  });
const weight = (model: tf.LayersModel, name: string) =>
  model.weights.find(({ originalName }) => originalName === `lines/${name}`)!;
const set = (model: tf.LayersModel, name: string, values: number[]) =>
  tf.tidy(() => void weight(model, name).write(tf.tensor1d(values)));
const lines = (x: number, mean: number, variance: number, slope: ArrayLike<number>, offset: ArrayLike<number>) => {
  const sigma = Math.sqrt(variance);
  const at = Math.trunc((x - mean + 3 * sigma) / ((6 * sigma) / slope.length));
  const k = Math.min(slope.length - 1, Math.max(0, at));
  return slope[k]! * x + offset[k]!;
};

test("starts as a ReLU about the middle: flat in the lower half of the segments, the identity above", async () => {
  for (const segments of [6, 7]) {
    const model = await network(segments);
    expect([...startSlopes(segments)]).toEqual(Array.from({ length: segments }, (_, k) => (k < 3 ? 0 : 1)));
    const found = activation(model, false); // moving mean 0, variance 1
    batch.forEach((x, i) => {
      expect(found[i]).toBeCloseTo(lines(x, 0, 1, startSlopes(segments), new Array(segments).fill(0)), 5);
    });
    expect(countCost(model).layers.find(({ layer }) => layer === "lines")!.parameters).toBe(2 * segments);
    model.dispose();
  }
});

test("takes the batch's statistics in training and moves its own towards them, which inference uses", async () => {
  const model = await network(6);
  const slope = [0.5, -1, 2, 0.1, 3, -0.4];
  const offset = [1, 2, -1, 0, 0.5, 4];
  set(model, "slope", slope);
  set(model, "offset", offset);
  const mean = batch.reduce((sum, x) => sum + x, 0) / batch.length;
  const variance = batch.reduce((sum, x) => sum + (x - mean) ** 2, 0) / batch.length;
  const live = tf.memory().numTensors;
  const trained = activation(model, true);
  batch.forEach((x, i) => void expect(trained[i]).toBeCloseTo(lines(x, mean, variance, slope, offset), 4));
  let [movedMean, movedVariance] = [0.1 * mean, 0.9 + 0.1 * variance];
  expect(weight(model, "moving_mean").read().dataSync()[0]).toBeCloseTo(movedMean, 5);
  expect(weight(model, "moving_variance").read().dataSync()[0]).toBeCloseTo(movedVariance, 4);
  activation(model, true);
  [movedMean, movedVariance] = [0.9 * movedMean + 0.1 * mean, 0.9 * movedVariance + 0.1 * variance];
  const inferred = activation(model, false);
  batch.forEach((x, i) => void expect(inferred[i]).toBeCloseTo(lines(x, movedMean, movedVariance, slope, offset), 4));
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});

test("its gradients are those of finite differences, the statistics held fixed", async () => {
  const model = await network(6);
  const layer = model.getLayer("lines");
  const upstream = tf.tensor(
    batch.map((_, i) => Math.sin(i)),
    [5, ...shape],
  );
  const loss = (x: tf.Tensor) =>
    tf.sum(tf.mul(layer.apply(x, { training: false }) as tf.Tensor, upstream)) as tf.Scalar;
  const variables = ["slope", "offset"].map((name) => weight(model, name).read() as tf.Variable);
  const x = tf.tensor(batch, [5, ...shape]);
  const { grads, value } = tf.variableGrads(() => loss(x), variables);
  for (const variable of variables) {
    const exact = grads[variable.name]!.dataSync();
    const start = Array.from(variable.dataSync());
    for (const k of start.keys()) {
      const at = (step: number) =>
        tf.tidy(() => {
          variable.assign(tf.tensor1d(start.with(k, start[k]! + step)));
          return loss(x).dataSync()[0]!;
        });
      expect(exact[k]).toBeCloseTo(at(0.5) - at(-0.5), 2); // the loss is linear in it
    }
    variable.assign(tf.tensor1d(start));
  }
  const slopes = tf.grad((given) => loss(given))(x);
  const wanted = batch.map((each, i) => Math.sin(i) * (each >= 0 ? 1 : 0)); // slopes 0 and 1, mean 0
  slopes.dataSync().forEach((found, i) => void expect(found).toBeCloseTo(wanted[i]!, 4));
  tf.dispose([x, upstream, value, grads, slopes]);
  model.dispose();
});

test("sums by index are those of a loop, whatever the shape", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 7 }), fc.double({ min: 0.01, max: 0.99 }), (dims, size, seed) => {
      const random = randomLcg(seed);
      const count = dims.reduce((product, each) => product * each, 1);
      const values = Array.from({ length: count }, () => random() - 0.5);
      const index = Array.from({ length: count }, () => Math.floor(random() * size));
      const wanted = new Float64Array(size);
      for (const [i, value] of values.entries()) wanted[index[i]!]! += value;
      const found = tf.tidy(() => sumByIndex(tf.tensor(values, dims), tf.tensor(index, dims, "int32"), size));
      expect(found.shape).toEqual([size]);
      found.dataSync().forEach((sum, k) => void expect(sum).toBeCloseTo(wanted[k]!, 5));
      found.dispose();
    }),
    { numRuns: 50 },
  );
});

const card: ModelCard = {
  network: "resnet8",
  width: 1,
  dataset: { name: "mnist", sample: 1 },
  shape: [...shape],
  classes: ["a", "b", "c", "d"],
  normalisation: { mean: [0, 0], std: [1, 1] },
  seed: 1,
  images: 1,
  pretrainEpochs: 1,
  batchSize: 1,
  learningRate: 0.1,
  parameters: 92,
  macs: 72,
  flops: 144,
  validationAccuracy: 0.5,
  testAccuracy: 0.5,
  original: null,
  scheme: [],
};

test("is saved and loaded, by us and by plain TensorFlow.js once the layer is registered", async () => {
  const model = await network(8);
  set(model, "offset", [1, 2, 3, 4, 5, 6, 7, 8]);
  set(model, "moving_mean", [0.7]);
  const folder = await mkdtemp(join(tmpdir(), "lma-"));
  try {
    await saveModel(model, folder, card);
    const { model: loaded } = await loadModel(folder);
    registerLayers();
    const plain = await tf.loadLayersModel(`file://${join(folder, "model.json")}`);
    for (const each of [loaded, plain]) {
      expect(weightValues(each)).toEqual(weightValues(model));
      expect(activation(each, false)).toEqual(activation(model, false));
      each.dispose();
    }
  } finally {
    await rm(folder, { recursive: true });
    model.dispose();
  }
});
