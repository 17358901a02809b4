import { randomLcg } from "d3-random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copyModel } from "../../../compress/index.ts";
import { recalibrate } from "../../../compress/operators/recalibrate.ts";
import { measureRecalibrated, recalibrateBatchNorm } from "../../../compress/prune/recalibration.ts";
import { sampleSplit } from "../../../compress/prune/sample-split.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { batches } from "../../../compress/training/batches.ts";
import { measureAccuracy } from "../../../compress/training/measure.ts";
import { trainModel } from "../../../compress/training/train.ts";
import { smallContext } from "../../contracts/operator.ts";
import { segmentNet } from "../training/segment-net.ts";
import { plan } from "../training/small-plan.ts";
import { bands, denseNet, plainNet, residualNet, seeded, weightValues } from "../training/toys.ts";

const data = bands({ train: 40, validation: 16 });
const once = (seed = 0.3) => ({ batches: 3, batchSize: 16, random: randomLcg(seed) });
const isStatistic = (name: string) => /moving_(mean|variance)$/.test(name);

/**
 * What the batch norm named `name` is given for a batch, when all before it work by the batch's
 * statistics: layer by layer, by hand.
 */
function slowStatistics(model: tf.LayersModel, images: tf.Tensor): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const values = new Map<string, tf.Tensor>([[model.inputs[0]!.name, images]]);
  for (const layer of model.layers) {
    if (layer.getClassName() === "InputLayer") continue;
    const inputs = [layer.input].flat().map(({ name }) => values.get(name)!);
    let output: tf.Tensor;
    if (layer.getClassName() === "BatchNormalization") {
      const x = inputs[0]!;
      const axes = x.shape.map((_, i) => i).slice(0, -1);
      const { mean, variance } = tf.moments(x, axes);
      const [gamma, beta] = layer.getWeights() as [tf.Tensor, tf.Tensor];
      const { epsilon } = layer.getConfig() as { epsilon: number };
      output = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
      found.set(`${layer.name}/moving_mean`, Array.from(mean.dataSync()));
      found.set(`${layer.name}/moving_variance`, Array.from(variance.dataSync()));
    } else output = layer.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false }) as tf.Tensor;
    values.set((layer.output as tf.SymbolicTensor).name, output);
  }
  return found;
}

describe.each([
  ["residual", residualNet],
  ["plain", plainNet],
  ["dense with dropout", denseNet],
])("%s network", (_, build) => {
  test("moving statistics become the mean of the batches' own, and nothing else changes", async () => {
    const model = build();
    const before = weightValues(model);
    const expected = new Map<string, number[]>();
    tf.tidy(() => {
      for (const { images } of batches(data.splits.train, data, { batchSize: 16, random: randomLcg(0.3) }))
        for (const [name, values] of slowStatistics(model, tf.tensor(images.slice(), [16, 8, 8, 3])))
          expected.set(
            name,
            values.map((value, c) => (expected.get(name)?.[c] ?? 0) + value / 3),
          );
    });
    const live = tf.memory().numTensors;
    expect(await recalibrateBatchNorm(model, data, once())).toBe(expected.size);
    expect(tf.memory().numTensors).toBe(live);
    for (const [w, { name, values }] of weightValues(model).entries()) {
      if (!isStatistic(name)) {
        expect(values).toEqual(before[w]!.values);
        continue;
      }
      values.forEach((value, c) => {
        const wanted = expected.get(name)![c]!;
        expect(Math.abs(value - wanted)).toBeLessThan(1e-4 * Math.max(1, Math.abs(wanted)));
      });
    }
    model.dispose();
  });

  test("layers work as before afterwards: the next training is that of a copy with the same weights", async () => {
    const touched = build();
    await recalibrateBatchNorm(touched, data, once());
    const fresh = build();
    fresh.setWeights(touched.getWeights());
    const train = (model: tf.LayersModel) => trainModel(model, data, plan, { random: randomLcg(0.7) });
    await train(touched);
    await train(fresh);
    expect(weightValues(touched).map(({ values }) => values)).toEqual(weightValues(fresh).map(({ values }) => values));
    touched.dispose();
    fresh.dispose();
  });
});

test("the loss under batch statistics is the loss after recalibrating on that very batch", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), async (seed) => {
      const model = residualNet(seed / 1001);
      const sample = sampleSplit(data, "train", 16, randomLcg(0.1));
      const quick = await measureRecalibrated(model, sample, "train", 16);
      await recalibrateBatchNorm(model, sample, { batches: 1, batchSize: 16, random: randomLcg(0.1) });
      const slow = await measureAccuracy(model, sample, "train");
      expect(quick.loss).toBeCloseTo(slow.loss, 3);
      expect(quick.accuracy).toBe(slow.accuracy);
      model.dispose();
    }),
    { numRuns: 5 },
  );
});

test("activations of LMA get their statistics anew", async () => {
  const student = await segmentNet(1);
  const activations = student.layers.filter((layer) => layer.getClassName() === "LightMultiSegmentActivation");
  await recalibrateBatchNorm(student, data, once());
  const means = weightValues(student).filter(({ name }) =>
    activations.some((layer) => name === `${layer.name}/moving_mean`),
  );
  expect(activations.length).toBeGreaterThan(0);
  expect(means).toHaveLength(activations.length);
  for (const { values } of means) expect(Math.abs(values[0]!)).toBeLessThan(5);
  student.dispose();
});

test("an abort changes nothing and frees everything; a model without statistics is left as it is, and that is told", async () => {
  const model = seeded(residualNet(), 0.4);
  const before = weightValues(model);
  const live = tf.memory().numTensors;
  const stop = new AbortController();
  let draws = 0;
  const random = () => {
    if (draws++ === 45) stop.abort();
    return 0.5;
  };
  await expect(
    recalibrateBatchNorm(model, data, { ...once(), batches: 9, random, signal: stop.signal }),
  ).rejects.toMatchObject({
    code: "aborted",
  });
  expect(tf.memory().numTensors).toBe(live);
  expect(weightValues(model)).toEqual(before);
  model.dispose();

  const { model: unused, context } = smallContext();
  const bare = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [...context().data.shape] }), tf.layers.dense({ units: 4 })],
  });
  const notes: string[] = [];
  const same = await recalibrate.apply(bare, recalibrate.params.parse({}), {
    ...context(),
    note: (text) => notes.push(text),
  });
  expect(weightValues(same).map(({ values }) => values)).toEqual(weightValues(bare).map(({ values }) => values));
  expect(notes).toEqual([expect.stringContaining("no moving statistics")]);
  for (const each of [unused, bare, same]) each.dispose();
});

test("batches and batchSize matter", async () => {
  const { model, context } = smallContext();
  const run = async (params: object) => {
    const fresh = await recalibrate.apply(model, recalibrate.params.parse(params), context());
    const values = weightValues(fresh);
    fresh.dispose();
    return values;
  };
  const two = await run({ batches: 2 });
  expect(await run({ batches: 1 })).not.toEqual(two);
  expect(await run({ batches: 2, batchSize: 8 })).not.toEqual(two);
  model.dispose();
});

test("tuning after it gives the weights that tuning alone gives: training reads no moving statistics", async () => {
  const model = residualNet();
  const learned = async (prepare: (copy: tf.LayersModel) => Promise<unknown>) => {
    const copy = await copyModel(model);
    await prepare(copy);
    await trainModel(copy, data, plan, { random: randomLcg(0.6) });
    const values = weightValues(copy).filter(({ name }) => !isStatistic(name));
    copy.dispose();
    return values;
  };
  expect(await learned((copy) => recalibrateBatchNorm(copy, data, once()))).toEqual(await learned(async () => {}));
  model.dispose();
});
