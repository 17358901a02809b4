import { randomLcg, randomNormal } from "d3-random";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildModel } from "../../../compress/model/build.ts";
import { segmentLines, segmentOf } from "../../../compress/model/layers/segment-activation.ts";
import { topologyOf } from "../../../compress/model/topology.ts";
import { narrowerStudent } from "../../../compress/prune/student.ts";
import { copyModel } from "../../../compress/prune/surgery.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { eagerEngine } from "../../../compress/training/eager.ts";
import { graphEngine } from "../../../compress/training/graph.ts";
import { smallContext } from "../../contracts/operator.ts";
import { bands, weightValues } from "../training/toys.ts";

const cases = fc.record({
  values: fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 30 }),
  mean: fc.double({ min: -1, max: 1, noNaN: true }),
  variance: fc.double({ min: 0.1, max: 4, noNaN: true }),
  segments: fc.integer({ min: 2, max: 10 }),
  seed: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});

test("each value takes the line of its segment, and each line gathers the gradient of its values", () => {
  fc.assert(
    fc.property(cases, ({ values, mean, variance, segments, seed }) => {
      const draw = randomNormal.source(randomLcg(seed))(0, 1);
      const slope = Array.from({ length: segments }, draw);
      const offset = Array.from({ length: segments }, draw);
      const upstream = values.map(() => draw());
      const sigma = Math.sqrt(variance + 1e-6);
      const exact = values.map((x) => (x - mean + 3 * sigma) / ((6 * sigma) / segments));
      fc.pre(exact.every((position) => Math.abs(position - Math.round(position)) > 1e-3)); // no value on a border
      const k = exact.map((position) => Math.min(segments - 1, Math.max(0, Math.trunc(position))));
      const live = tf.memory().numTensors;
      const [y, dx, da, db, where] = tf.tidy(() => {
        const x = tf.tensor1d(values);
        const segment = segmentOf(x, tf.scalar(mean), tf.scalar(variance), segments);
        const run = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
          segmentLines(a, b as tf.Tensor1D, c as tf.Tensor1D, segment);
        const { value, grads } = tf.valueAndGrads((a, b, c) => run(a!, b!, c!))(
          [x, tf.tensor1d(slope), tf.tensor1d(offset)],
          tf.tensor1d(upstream),
        );
        return [value, ...grads, segment].map((each) => Array.from(each!.dataSync()));
      }) as unknown as number[][];
      expect(tf.memory().numTensors).toBe(live);
      expect(where).toEqual(k);
      const near = (found: number[], wanted: number[]) =>
        wanted.forEach((value, i) => void expect(found[i]).toBeCloseTo(value, 3));
      near(
        y!,
        values.map((x, i) => slope[k[i]!]! * x + offset[k[i]!]!),
      );
      near(
        dx!,
        upstream.map((dy, i) => dy * slope[k[i]!]!),
      );
      const gathered = (of: (i: number) => number) =>
        slope.map((_, s) => values.reduce((sum, _v, i) => sum + (k[i] === s ? of(i) : 0), 0));
      near(
        da!,
        gathered((i) => upstream[i]! * values[i]!),
      );
      near(
        db!,
        gathered((i) => upstream[i]!),
      );
    }),
    { numRuns: 40 },
  );
});

const student = async (segments = 6) => {
  const { model, context } = smallContext();
  const { original, random } = context();
  const made = await narrowerStudent(model, { remove: 0.3, original, random, segments });
  return { model, made };
};

test("a student has one activation for each ReLU, with as many lines as asked for, and survives saving", async () => {
  for (const segments of [6, 10]) {
    const { model, made } = await student(segments);
    const relus = model.layers.filter((layer) => layer.getConfig().activation === "relu").length;
    const activations = made.layers.filter((layer) => layer.getClassName() === "LightMultiSegmentActivation");
    expect(activations.length).toBe(relus);
    for (const layer of activations)
      expect(layer.weights.map(({ shape }) => shape[0])).toEqual([segments, segments, 1, 1]);
    const copy = await copyModel(made);
    expect(weightValues(copy)).toEqual(weightValues(made));
    for (const each of [model, made, copy]) each.dispose();
  }
});

test("both engines train a student on a teacher alike, moving statistics included, and the teacher stays as it was", async () => {
  const { model: teacher, made } = await student();
  const other = await copyModel(made);
  const before = weightValues(teacher);
  const { train } = bands({ train: 16 }).splits;
  const images = Float32Array.from(train.images, (value) => value / 255 - 0.5);
  const batch = { images, labels: Int32Array.from(train.labels), size: 16, fresh: 16 };
  const loss = { kind: "distillation", teacher, temperature: 3, alpha: 0.5 } as const;
  const structure = { nesterov: true, sparse: false, loss };
  const settings = { learningRate: 0.01, momentum: 0.9, weightDecay: 1e-3, batchNormScaleL1: 0, seed: [1, 2] as const };
  const eager = eagerEngine(made, structure);
  const graph = graphEngine(other, structure, { train: 16 });
  for (let step = 0; step < 2; step++) {
    const [a, b] = [eager.train(batch, settings), graph.train(batch, settings)];
    expect(b.loss).toBeCloseTo(a.loss, 3);
  }
  graph.pull();
  const values = (of: tf.LayersModel) => of.weights.flatMap((weight) => [...weight.read().dataSync<"float32">()]);
  const [a, b] = [values(made), values(other)];
  for (const [i, value] of a.entries()) expect(Math.abs(value - b[i]!)).toBeLessThan(1e-3);
  expect(weightValues(teacher)).toEqual(before);
  eager.dispose();
  graph.dispose();
  for (const each of [teacher, made, other]) each.dispose();
});

test("a topology with our layer loads without further ado", async () => {
  const { model, made } = await student();
  const weights = made.weights.map((weight) => ({
    name: weight.originalName,
    shape: weight.shape as number[],
    values: weight.read().dataSync<"float32">().slice(),
  }));
  const loaded = await buildModel(topologyOf(made), weights);
  const outputs = tf.tidy(() =>
    [made, loaded].map((each) => Array.from((each.predict(tf.ones([2, 8, 8, 3])) as tf.Tensor).dataSync())),
  );
  expect(outputs[1]).toEqual(outputs[0]);
  for (const each of [model, made, loaded]) each.dispose();
});
