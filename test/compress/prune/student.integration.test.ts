import { randomLcg } from "d3-random";
import fc from "fast-check";
import { expect, test } from "vitest";
import { countCost, dependencyGraph } from "../../../compress/index.ts";
import { callsOf } from "../../../compress/model/calls.ts";
import { segmentActivationClass } from "../../../compress/model/layers/register-layers.ts";
import { operators } from "../../../compress/operators/index.ts";
import { narrowerStudent } from "../../../compress/prune/student.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";
import { buildNet, netSpecs } from "../random-networks/networks.ts";
import { weightValues } from "../training/toys.ts";

const student = (model: tf.LayersModel, remove: number, segments?: number, seed = 0.5, note?: (s: string) => void) =>
  narrowerStudent(model, {
    remove,
    segments,
    original: { parameters: countCost(model).parameters, pretrainEpochs: 1 },
    random: randomLcg(seed),
    note,
  });
const isSegments = (layer: tf.layers.Layer) => layer.getClassName() === segmentActivationClass;
const relu = (layer: tf.layers.Layer) =>
  layer.getClassName() === "ReLU" || ["relu", "relu6"].includes(String(layer.getConfig().activation));
const run = (model: tf.LayersModel) =>
  tf.tidy(() => {
    const shape = model.inputs[0]!.shape.slice(1) as number[];
    return (model.predict(tf.randomUniform([2, ...shape], -1, 1, "float32", 1)) as tf.Tensor).dataSync();
  });

test("in any network every ReLU, layer or inside a layer, becomes one activation of its own per use, and nothing else changes", async () => {
  let inside = 0;
  await fc.assert(
    fc.asyncProperty(netSpecs, fc.integer({ min: 2, max: 6 }), async (spec, segments) => {
      const model = buildNet(spec);
      const before = callsOf(model).calls;
      const uses = before.filter(({ layer }) => relu(layer));
      const live = tf.memory().numTensors;
      if (uses.length === 0) {
        await expect(student(model, 0, segments)).rejects.toMatchObject({ code: "bad_model" });
      } else {
        inside += uses.filter(({ className }) => /Conv|Dense/.test(className)).length;
        const made = await student(model, 0, segments);
        const after = callsOf(made).calls;
        expect(after.some(({ layer }) => relu(layer))).toBe(false);
        const activations = after.filter(({ layer }) => isSegments(layer));
        expect(activations.length).toBe(uses.length);
        expect(new Set(activations.map(({ layer }) => layer)).size).toBe(uses.length);
        const others = (calls: typeof after) =>
          calls.filter(({ layer, className }) => !isSegments(layer) && !/^(Activation|ReLU)$/.test(className));
        const tanhs = before.filter(({ layer, className }) => /^(Activation|ReLU)$/.test(className) && !relu(layer));
        expect(others(after).length).toBe(others(before).length);
        expect(after.length).toBe(others(after).length + tanhs.length + uses.length);
        expect(run(made).every(Number.isFinite)).toBe(true);
        made.dispose();
      }
      expect(tf.memory().numTensors).toBe(live);
      model.dispose();
    }),
    { numRuns: 25 },
  );
  expect(inside).toBeGreaterThan(0);
});

test("a shared convolution with a ReLU inside gets an activation for each of its uses, and its readers read those", async () => {
  const input = tf.input({ shape: [6, 6, 2] });
  const shared = tf.layers.conv2d({ filters: 2, kernelSize: 3, padding: "same", activation: "relu", name: "shared" });
  const rectify = tf.layers.activation({ activation: "relu", name: "rectify" });
  const first = shared.apply(input) as tf.SymbolicTensor;
  const second = shared.apply(rectify.apply(first)) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([first, rectify.apply(second) as tf.SymbolicTensor]) as tf.SymbolicTensor;
  const out = tf.layers.dense({ units: 3 }).apply(tf.layers.flatten().apply(sum)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: out });
  const made = await student(model, 0, 4);
  const { calls } = callsOf(made);
  const giver = (name: string) => calls.find(({ output }) => output === name)?.layer;
  const reads = (call: (typeof calls)[number]) => call.inputs.map((name) => giver(name)!.name);
  const activations = calls.filter(({ layer }) => isSegments(layer));
  expect(activations.flatMap(reads).sort()).toEqual(
    ["shared", "shared", "shared-activation", "shared-activation-2"].sort(),
  );
  const add = calls.find(({ className }) => className === "Add")!;
  expect(reads(add)).toEqual(["shared-activation", "rectify-2"]);
  expect(run(made).every(Number.isFinite)).toBe(true);
  model.dispose();
  made.dispose();
});

test("a Sequential keeps its input, and an activation as its first layer", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.activation({ activation: "relu", inputShape: [4] }),
      tf.layers.dense({ units: 5, activation: "relu" }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const made = await student(model, 0.2, 4);
  expect(made.inputs[0]!.shape).toEqual([null, 4]);
  expect(made.layers.filter(isSegments).length).toBe(2);
  expect(run(made).length).toBe(4);
  model.dispose();
  made.dispose();
});

test("every width shrinks by the same share, and the parameters meet the target, activations counted", async () => {
  const { model } = smallContext();
  const before = countCost(model).parameters;
  const widths = (of: tf.LayersModel) => new Map(dependencyGraph(of).groups.map(({ id, channels }) => [id, channels]));
  const whole = widths(model);
  for (const [remove, segments] of [
    [0.2, undefined],
    [0.4, 8],
    [0.7, 6],
  ] as const) {
    const made = await student(model, remove, segments);
    expect(Math.abs(countCost(made).parameters / before - (1 - remove))).toBeLessThan(0.01);
    const shares = [...widths(made)].map(([id, channels]) => ({ channels, whole: whole.get(id)! }));
    const least = Math.max(...shares.map(({ channels, whole: all }) => (channels - 1) / all));
    const most = Math.min(...shares.map(({ channels, whole: all }) => (channels + 1) / all));
    expect(least).toBeLessThanOrEqual(most);
    made.dispose();
  }
  model.dispose();
});

test("weights are new, drawn by the layers' initializers, and the seed alone decides them", async () => {
  const { model } = smallContext();
  const [one, same, other] = [
    await student(model, 0.3, 6, 0.1),
    await student(model, 0.3, 6, 0.1),
    await student(model, 0.3, 6, 0.2),
  ];
  expect(weightValues(same)).toEqual(weightValues(one));
  expect(weightValues(other)).not.toEqual(weightValues(one));
  const kernels = one.weights.filter(({ originalName }) => /conv\d?\/kernel$/.test(originalName));
  expect(kernels.length).toBeGreaterThan(5);
  const drawn = new Set(kernels.map((kernel) => kernel.read().dataSync()[0]));
  expect(drawn.size).toBe(kernels.length);
  for (const kernel of kernels) {
    const values = kernel.read().dataSync<"float32">();
    if (values.length < 200) continue;
    const [height, width, inputs] = kernel.shape as number[];
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const wanted = Math.sqrt(2 / (height! * width! * inputs!)); // He's, of which tensors of this size come within a fifth
    expect(deviation / wanted).toBeGreaterThan(0.8);
    expect(deviation / wanted).toBeLessThan(1.2);
  }
  for (const each of [model, one, same, other]) each.dispose();
});

test("a student of a student takes the new number of segments, also after decompositions", async () => {
  const { model, context } = smallContext();
  let current = await student(model, 0.1, 6);
  for (const [id, params] of [
    ["tucker2", { remove: 0.1 }],
    ["filterBasis", { remove: 0.1, epochs: 0.25 }],
  ] as const) {
    const operator = operators[id]!;
    const next = await operator.apply(current, operator.params.parse(params), context());
    current.dispose();
    current = next;
  }
  const before = countCost(current).parameters;
  const made = await student(current, 0.2, 10);
  const activations = made.layers.filter(isSegments);
  expect(activations.length).toBe(current.layers.filter(isSegments).length);
  for (const layer of activations) expect(layer.getConfig().segments).toBe(10);
  expect(Math.abs(countCost(made).parameters / before - 0.8)).toBeLessThan(0.015);
  expect(run(made).every(Number.isFinite)).toBe(true);
  for (const each of [model, current, made]) each.dispose();
});

test("a target that widths cannot meet is told", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, inputShape: [50], activation: "relu" }), tf.layers.dense({ units: 40 })],
  });
  const notes: string[] = [];
  const made = await student(model, 0.25, undefined, 0.5, (sentence) => notes.push(sentence));
  expect(notes).toEqual([expect.stringMatching(/0\.\d+ of the original's .* 0\.750 was the target/)]);
  model.dispose();
  made.dispose();
});
