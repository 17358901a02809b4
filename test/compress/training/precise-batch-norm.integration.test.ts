import { randomLcg } from "d3-random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recalibrateBatchNorm, settleAndMeasure } from "../../../compress/index.ts";
import { sampleSplit } from "../../../compress/prune/sample-split.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { measureAccuracy } from "../../../compress/training/measure.ts";
import { preciseBatchNorm } from "../../../compress/training/precise-batch-norm.ts";
import { trainModel } from "../../../compress/training/train.ts";
import type { Dataset } from "../../../datasets/index.ts";
import { segmentNet } from "./segment-net.ts";
import { plan } from "./small-plan.ts";
import { bands, denseNet, plainNet, residualNet, seeded, weightValues } from "./toys.ts";

/** More images than go through a layer at a time, and no multiple of it. */
const data = bands({ train: 150, validation: 16, test: 16 });
const isStatistic = (name: string) => /moving_(mean|variance)$/.test(name);

/** All training images at once, `[images, height, width, channels]`, one pixel after another. */
function allImages({ splits: { train }, shape, normalisation: { mean, std } }: typeof data): tf.Tensor {
  const values = Float32Array.from(train.images, (byte, i) => (byte / 255 - mean[i % 3]!) / std[i % 3]!);
  return tf.tensor(values, [train.count, ...shape]);
}

/**
 * The slow obvious way: all images at once, layer by layer; what a batch norm is given is averaged
 * number by number, set as its statistics, and only then does it work, in inference mode.
 */
function settleSlowly(model: tf.LayersModel, images: tf.Tensor): void {
  const values = new Map<string, tf.Tensor>([[model.inputs[0]!.name, images]]);
  for (const layer of model.layers) {
    if (layer.getClassName() === "InputLayer") continue;
    const inputs = [layer.input].flat().map(({ name }) => values.get(name)!);
    const [x] = inputs as [tf.Tensor];
    const moving = ["moving_mean", "moving_variance"].map((name) =>
      layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`)),
    );
    if (moving[0] && moving[1]) {
      const channels = moving[0].shape[0]!; // 1 for an activation of LMA, which has one mean for all
      const numbers = x.dataSync<"float32">();
      const count = numbers.length / channels;
      const mean = new Float64Array(channels);
      for (const [i, value] of numbers.entries()) mean[i % channels]! += value / count;
      const variance = new Float64Array(channels);
      for (const [i, value] of numbers.entries()) variance[i % channels]! += (value - mean[i % channels]!) ** 2 / count;
      moving[0].write(tf.tensor1d(Array.from(mean)));
      moving[1].write(tf.tensor1d(Array.from(variance)));
    }
    const output = layer.apply(inputs.length === 1 ? x : inputs, { training: false }) as tf.Tensor;
    values.set((layer.output as tf.SymbolicTensor).name, output);
  }
}

const networks: [string, (seed: number) => tf.LayersModel | Promise<tf.LayersModel>][] = [
  ["residual", (seed) => residualNet(seed)],
  ["plain", (seed) => plainNet(seed)],
  ["dense with dropout", (seed) => denseNet(seed)],
  ["with LMA's activations", (seed) => segmentNet(Math.round(seed * 1000))],
];

describe.each(networks)("%s network", (_, build) => {
  test("statistics are the slow obvious ones, and nothing else changes; a second time nothing does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 999 }), async (seed) => {
        const [model, slow] = [await build(seed / 1000), await build(seed / 1000)];
        const before = weightValues(model);
        tf.tidy(() => settleSlowly(slow, allImages(data)));
        const expected = weightValues(slow);
        const live = tf.memory().numTensors;
        const settled = await preciseBatchNorm(model, data);
        expect(tf.memory().numTensors).toBe(live);
        const after = weightValues(model);
        expect(settled).toBe(after.filter(({ name }) => name.endsWith("moving_mean")).length);
        for (const [w, { name, values }] of after.entries()) {
          if (!isStatistic(name)) expect(values).toEqual(before[w]!.values);
          else
            values.forEach((value, c) => {
              const wanted = expected[w]!.values[c]!;
              expect(Math.abs(value - wanted)).toBeLessThan(1e-3 * Math.max(1, Math.abs(wanted)));
            });
        }
        await preciseBatchNorm(model, data);
        expect(weightValues(model)).toEqual(after);
        model.dispose();
        slow.dispose();
      }),
      { numRuns: 3 },
    );
  });

  test("only training images count: with other ones to validate and test on the statistics are the same", async () => {
    const other = bands({ train: 1, validation: 40, test: 30 }, 8, 0.9);
    const splits = { ...other.splits, train: data.splits.train };
    const settledOn = async (on: Dataset) => {
      const model = await build(0.3);
      await preciseBatchNorm(model, on);
      const values = weightValues(model).map(({ values }) => values);
      model.dispose();
      return values;
    };
    expect(await settledOn({ ...data, splits })).toEqual(await settledOn(data));
  });
});

test("so many images are drawn, always the same, and not all where there are more", async () => {
  const settledOn = async (on: Dataset, images?: number) => {
    const model = residualNet(0.3);
    await preciseBatchNorm(model, on, images === undefined ? {} : { images });
    const values = weightValues(model).map(({ values }) => values);
    model.dispose();
    return values;
  };
  const few = await settledOn(data, 40);
  expect(await settledOn(data, 40)).toEqual(few);
  expect(await settledOn(sampleSplit(data, "train", 40, randomLcg(0.5)))).toEqual(few);
  expect(few).not.toEqual(await settledOn(data, 41));
  expect(await settledOn(data, 151)).toEqual(await settledOn(data));
});

test("a layer that is used twice gets the mean of its two uses", async () => {
  const input = tf.input({ shape: [8, 8, 3] });
  const shared = tf.layers.batchNormalization({ name: "shared" });
  const conv = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: "same" });
  const first = shared.apply(input) as tf.SymbolicTensor;
  const second = shared.apply(conv.apply(first)) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({}).apply(second) as tf.SymbolicTensor;
  const outputs = tf.layers.dense({ units: 4 }).apply(pooled) as tf.SymbolicTensor;
  const model = seeded(tf.model({ inputs: input, outputs }), 0.4);
  const expected = tf.tidy(() => {
    const images = allImages(data);
    const uses = [images, conv.apply(normalised(images, shared)) as tf.Tensor].map((x) => tf.moments(x, [0, 1, 2]));
    return (["mean", "variance"] as const).map((moment) =>
      Array.from(tf.div(tf.add(uses[0]![moment], uses[1]![moment]), 2).dataSync()),
    );
  });
  await preciseBatchNorm(model, data);
  const found = weightValues(model).filter(({ name }) => isStatistic(name));
  for (const [i, { values }] of found.entries())
    values.forEach((value, c) => {
      expect(value).toBeCloseTo(expected[i]![c]!, 3);
    });
  model.dispose();
});

/** A batch norm's output by the statistics of `x` itself. */
function normalised(x: tf.Tensor, layer: tf.layers.Layer): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const [gamma, beta] = layer.getWeights() as [tf.Tensor, tf.Tensor];
  const { epsilon } = layer.getConfig() as { epsilon: number };
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
}

test("a batch norm in a nested model is settled like one outside", async () => {
  const inside = () => {
    const input = tf.input({ shape: [8, 8, 3] });
    const x = tf.layers.conv2d({ filters: 4, kernelSize: 3 }).apply(input) as tf.SymbolicTensor;
    return { input, output: tf.layers.batchNormalization({}).apply(x) as tf.SymbolicTensor };
  };
  const headed = (x: tf.SymbolicTensor) =>
    tf.layers.dense({ units: 4 }).apply(tf.layers.flatten().apply(x)) as tf.SymbolicTensor;
  const flat = inside();
  const flatModel = tf.model({ inputs: flat.input, outputs: headed(flat.output) });
  const { input, output } = inside();
  const base = tf.model({ inputs: input, outputs: output });
  const outer = tf.input({ shape: [8, 8, 3] });
  const nestedModel = tf.model({ inputs: outer, outputs: headed(base.apply(outer) as tf.SymbolicTensor) });
  const settled = [];
  for (const model of [flatModel, nestedModel]) {
    seeded(model, 0.2);
    expect(await preciseBatchNorm(model, data)).toBe(1);
    settled.push(weightValues(model).map(({ values }) => values));
    model.dispose();
  }
  expect(settled[1]).toEqual(settled[0]);
});

test("a model without statistics is left as it is, and no image is looked at", async () => {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [8, 8, 3] }), tf.layers.dense({ units: 4 })],
  });
  const before = weightValues(model);
  const images = new Proxy(data.splits.train.images, {
    get: () => {
      throw new Error("an image was looked at");
    },
  });
  const splits = { ...data.splits, train: { ...data.splits.train, images } };
  expect(await preciseBatchNorm(model, { ...data, splits })).toBe(0);
  expect(weightValues(model)).toEqual(before);
  model.dispose();
});

test("an abort, or weights that are not numbers, change nothing and leave nothing behind", async () => {
  const model = residualNet();
  const before = weightValues(model);
  const live = tf.memory().numTensors;
  await expect(preciseBatchNorm(model, data, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
  expect(weightValues(model)).toEqual(before);
  const kernel = model.weights.find(({ originalName }) => originalName.endsWith("kernel"))!;
  const value = kernel.read().clone();
  tf.tidy(() => void kernel.write(tf.mul(value, Number.POSITIVE_INFINITY)));
  await expect(preciseBatchNorm(model, data)).rejects.toMatchObject({ code: "training_diverged" });
  kernel.write(value);
  value.dispose();
  expect(weightValues(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});

test("what a training leaves is measured alike whatever the momentum of its batch norms is", async () => {
  const trained = async (momentum: number) => {
    const model = residualNet(0.5);
    for (const layer of model.layers) if ("momentum" in layer) layer.momentum = momentum;
    await trainModel(model, data, { ...plan, epochs: 3 }, { random: randomLcg(0.7) });
    return model;
  };
  const [quick, slow] = [await trained(0.5), await trained(0.999)];
  const stale = await measureAccuracy(slow, data, "validation");
  const fresh = await settleAndMeasure(slow, data);
  expect(await settleAndMeasure(quick, data)).toEqual(fresh);
  const [ofQuick, ofSlow] = [quick, slow].map((model) => weightValues(model).map(({ values }) => values));
  expect(ofQuick).toEqual(ofSlow);
  expect(fresh.validationAccuracy).toBeGreaterThan(stale.accuracy);
  quick.dispose();
  slow.dispose();
});

test("a batch norm that does not learn keeps its statistics, whatever is trained, settled or recalibrated around it", async () => {
  const input = tf.input({ shape: [...data.shape] });
  const on = (layer: tf.layers.Layer, x: tf.SymbolicTensor) => layer.apply(x) as tf.SymbolicTensor;
  const conv = (x: tf.SymbolicTensor) => on(tf.layers.conv2d({ filters: 4, kernelSize: 3 }), x);
  const frozen = on(tf.layers.batchNormalization({ name: "frozen", trainable: false }), conv(input));
  const x = on(tf.layers.batchNormalization({ name: "free" }), conv(frozen));
  const scores = on(tf.layers.dense({ units: data.classes.length }), on(tf.layers.globalAveragePooling2d({}), x));
  const model = seeded(tf.model({ inputs: input, outputs: scores }), 0.3);
  const of = (layer: string) =>
    weightValues(model).filter(({ name }) => name.startsWith(`${layer}/`) && isStatistic(name));
  const [kept, free] = [of("frozen"), of("free")];
  await trainModel(model, data, plan, { random: randomLcg(0.5) });
  const trained = of("free");
  expect(of("frozen")).toEqual(kept);
  expect(trained).not.toEqual(free);
  expect(await preciseBatchNorm(model, data)).toBe(1);
  expect(await recalibrateBatchNorm(model, data, { batches: 1, batchSize: 32, random: randomLcg(0.5) })).toBe(2);
  expect(of("frozen")).toEqual(kept);
  expect(of("free")).not.toEqual(trained);
  model.dispose();
});
