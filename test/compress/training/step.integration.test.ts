import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { tf } from "../../../compress/tensorflow.ts";
import { batches } from "../../../compress/training/batches.ts";
import type { TrainPlan } from "../../../compress/training/plan.ts";
import { withTrainingKernels } from "../../../compress/training/rewrite.ts";
import { trainModel } from "../../../compress/training/train.ts";
import { weightsOf } from "../../../compress/training/weights.ts";
import type { Dataset } from "../../../datasets/index.ts";
import { plan } from "./small-plan.ts";
import { bands, denseNet, plainNet, residualNet, weightDistance, weightValues } from "./toys.ts";

const networks = { residualNet, plainNet, denseNet };
const data = bands({ train: 48 });
const train = (model: tf.LayersModel, change: Partial<TrainPlan>, engine: "graph" | "eager") =>
  trainModel(model, data, { ...plan, ...change }, { random: randomLcg(0.2), engine });

test.each(Object.entries(networks))("three traced steps equal three eager steps: %s", async (_, network) => {
  for (const change of [
    {},
    { nesterov: false, batchNormScaleL1: 0.01, schedule: "cosine", augment: "crop-flip" },
  ] as const) {
    const [traced, eager] = [network(), network()];
    const a = await train(traced, change, "graph");
    const b = await train(eager, change, "eager");
    expect(weightDistance(traced, eager)).toBeLessThan(1e-4);
    expect(weightDistance(traced, network())).toBeGreaterThan(1e-2);
    expect(a.loss).toBeCloseTo(b.loss, 4);
    expect(a).toMatchObject({ accuracy: b.accuracy, steps: 3 });
    traced.dispose();
    eager.dispose();
  }
});

/**
 * The slow obvious way: stock layers, stock gradients, the update written out number by number in
 * 64 bits. `logits` gives the model's output before its softmax.
 */
function trainSlowly(model: tf.LayersModel, logits: tf.LayersModel, data: Dataset, how: TrainPlan): void {
  const weights = weightsOf(model);
  const momenta = weights.map(({ value }) => new Float64Array(value.size));
  const random = randomLcg(0.2);
  for (const batch of batches(data.splits.train, data, { batchSize: how.batchSize, random })) {
    tf.tidy(() => {
      const labels = tf.oneHot(tf.tensor1d(batch.labels, "int32"), 4);
      const images = tf.tensor(batch.images, [batch.size, ...data.shape]);
      const { grads } = tf.variableGrads(() => {
        const scores = logits.apply(images, { training: true }) as tf.Tensor;
        return model
          .calculateLosses()
          .reduce<tf.Scalar>((sum, l) => tf.add(sum, l), tf.losses.softmaxCrossEntropy(labels, scores));
      });
      weights.forEach(({ value, trainable, role }, w) => {
        if (!trainable) return;
        const gradient = grads[value.name]!.dataSync();
        const next = Float32Array.from(value.dataSync(), (weight, i) => {
          let g = gradient[i]!;
          if (role === "kernel") g += how.weightDecay * weight;
          if (role === "batchNormScale") g += (how.batchNormScaleL1 ?? 0) * Math.sign(weight);
          momenta[w]![i] = how.momentum * momenta[w]![i]! + g;
          return weight - how.learningRate * (how.nesterov ? g + how.momentum * momenta[w]![i]! : momenta[w]![i]!);
        });
        value.assign(tf.tensor(next, value.shape));
      });
    });
    random(); // trainModel draws two numbers a step, for dropout
    random();
  }
}

/** The same model, ending before its softmax. */
function beforeSoftmax(model: tf.LayersModel): tf.LayersModel {
  const last = model.layers.at(-1)!;
  if (last.getClassName() === "Softmax")
    return tf.model({ inputs: model.inputs, outputs: model.layers.at(-2)!.output as tf.SymbolicTensor });
  const insides = last as unknown as { activation: { getClassName(): string; apply(x: tf.Tensor): tf.Tensor } };
  if (insides.activation.getClassName() === "softmax")
    insides.activation = { getClassName: () => "linear", apply: (x) => x };
  return model;
}

test.each([
  ["residualNet", residualNet],
  ["plainNet", plainNet],
  ["denseNet", (seed?: number) => denseNet(seed, 0)],
] as const)("three steps equal stock layers and an update written out: %s", async (_, network) => {
  for (const nesterov of [true, false]) {
    const how = { ...plan, nesterov, batchNormScaleL1: 0.02 };
    const [fast, slow] = [network(), network()];
    await trainModel(fast, data, how, { random: randomLcg(0.2) });
    trainSlowly(slow, beforeSoftmax(slow), data, how);
    expect(weightDistance(fast, slow)).toBeLessThan(1e-4);
    fast.dispose();
    slow.dispose();
  }
});

/** What a change of the plan does to the weights after one step without momentum. */
async function difference(
  change: Partial<TrainPlan>,
): Promise<{ name: string; role: string; before: number[]; moved: number[] }[]> {
  const one = bands({ train: 16 });
  const still = { ...plan, momentum: 0, nesterov: false, weightDecay: 0 };
  const [base, changed] = [residualNet(), residualNet()];
  const before = weightValues(base);
  await trainModel(base, one, still, { random: randomLcg(0.2) });
  await trainModel(changed, one, { ...still, ...change }, { random: randomLcg(0.2) });
  const [a, b] = [weightValues(base), weightValues(changed)];
  base.dispose();
  changed.dispose();
  return before.map(({ name, role, values }, w) => ({
    name,
    role,
    before: values,
    moved: values.map((_, i) => b[w]!.values[i]! - a[w]!.values[i]!),
  }));
}

const largestGap = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

test("weight decay moves kernels by -rate · decay · w, and nothing else", async () => {
  const weights = await difference({ weightDecay: 0.1 });
  expect(weights.filter(({ role }) => role === "kernel").map(({ name }) => name.split("/").at(-1))).toEqual(
    Array(6).fill("kernel"),
  );
  for (const { role, before, moved } of weights) {
    const expected = before.map((weight) => (role === "kernel" ? -plan.learningRate * 0.1 * weight : 0));
    expect(largestGap(moved, expected)).toBeLessThan(1e-6);
  }
});

test("the L1 of network slimming moves batch-norm scales by -rate · s · sign(gamma), and nothing else", async () => {
  const weights = await difference({ batchNormScaleL1: 0.3 });
  const scales = weights.filter(({ role }) => role === "batchNormScale");
  expect(scales.map(({ name }) => name.split("/").at(-1))).toEqual(Array(5).fill("gamma"));
  expect(scales.some(({ before }) => before.some((gamma) => gamma < 0))).toBe(true);
  for (const { role, before, moved } of weights) {
    const expected = before.map((weight) =>
      role === "batchNormScale" ? -plan.learningRate * 0.3 * Math.sign(weight) : 0,
    );
    expect(largestGap(moved, expected)).toBeLessThan(1e-6);
  }
});

test.each([
  "graph",
  "eager",
] as const)("what a mask covers does not move, also by momentum; the rest learns as before: %s", async (engine) => {
  const build = () => {
    const model = residualNet();
    const first = model.weights.find(({ originalName }) => originalName.endsWith("/kernel"))!;
    return { model, first };
  };
  const [free, held] = [build(), build()];
  const mask = tf.tidy(() =>
    tf.cast(tf.randomUniform(held.first.shape as number[], 0, 1, "float32", 3).greater(0.5), "float32"),
  );
  const stays = mask.dataSync();
  const before = held.first.read().dataSync().slice();
  const live = tf.memory().numTensors;
  const seen: number[] = [];
  const masks = (epoch: number) => {
    seen.push(epoch);
    return new Map(epoch === 0 ? [] : [[held.first.originalName, mask]]); // the first epoch gathers momentum
  };
  let afterFirst: Float32Array | undefined;
  const afterEpoch = (model: tf.LayersModel, epoch: number) => {
    if (epoch === 1)
      afterFirst = (
        model.weights
          .find(({ originalName }) => originalName === held.first.originalName)!
          .read()
          .dataSync() as Float32Array
      ).slice();
  };
  await trainModel(held.model, data, { ...plan, epochs: 2 }, { random: randomLcg(0.2), engine, masks, afterEpoch });
  expect(tf.memory().numTensors).toBe(live);
  expect(seen).toEqual([0, 1]);
  const after = held.first.read().dataSync();
  stays.forEach((open, i) => {
    expect(afterFirst![i]).not.toBe(before[i]);
    if (open === 0) expect(after[i]).toBe(afterFirst![i]);
    else expect(after[i]).not.toBe(afterFirst![i]);
  });
  await trainModel(
    free.model,
    data,
    { ...plan, epochs: 2 },
    { random: randomLcg(0.2), engine, masks: () => new Map(), afterEpoch: () => {} },
  );
  const plain = build();
  await trainModel(plain.model, data, { ...plan, epochs: 2 }, { random: randomLcg(0.2), engine, afterEpoch: () => {} });
  expect(weightDistance(free.model, plain.model)).toBeLessThan(1e-5); // a mask of ones is none
  for (const { model } of [free, held, plain]) model.dispose();
  mask.dispose();
});

test("dropout draws a new mask at every step", async () => {
  const still = { ...plan, learningRate: 0, epochs: 1, batchSize: 16 };
  const losses: number[] = [];
  const one = bands({ train: 16 });
  const model = denseNet(0.5, 0.5);
  await trainModel(
    model,
    one,
    { ...still, epochs: 4 },
    { random: randomLcg(0.2), report: ({ loss }) => losses.push(loss) },
  );
  expect(new Set(losses).size).toBe(4);
  model.dispose();
});

test("each dropout draws its own mask from the seed, zeroes its rate and scales the rest", () => {
  const input = tf.input({ shape: [1000] });
  const outputs = [0.25, 0.25].map((rate) => tf.layers.dropout({ rate }).apply(input) as tf.SymbolicTensor);
  const model = tf.model({ inputs: input, outputs });
  const draw = (seed: [number, number]) =>
    tf.tidy(() =>
      withTrainingKernels(model, tf.tensor1d(seed, "int32"), () =>
        (model.apply(tf.ones([4, 1000]), { training: true }) as tf.Tensor[]).map((mask) => Array.from(mask.dataSync())),
      ),
    );
  const [first, second] = draw([1, 2]);
  expect(first).not.toEqual(second);
  expect(draw([1, 2])).toEqual([first, second]);
  expect(draw([1, 3])).not.toContainEqual(first);
  expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  expect(first!.filter((value) => value === 0).length / 4000).toBeCloseTo(0.25, 1);
});

test("frozen layers keep their weights, and the others learn", async () => {
  const model = residualNet();
  const [frozen, free] = model.layers.filter((layer) => layer.getClassName() === "Conv2D");
  const kernel = (layer?: tf.layers.Layer) => Array.from(layer!.getWeights()[0]!.dataSync());
  const before = [kernel(frozen), kernel(free)];
  frozen!.trainable = false;
  await train(model, {}, "graph");
  expect(kernel(frozen)).toEqual(before[0]);
  expect(kernel(free)).not.toEqual(before[1]);
  model.dispose();
});
