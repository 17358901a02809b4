import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  copyModel,
  countCost,
  dependencyGraph,
  loadModel,
  operators,
  peakMemory,
  removeChannels,
  saveModel,
  scoreNames,
  scores,
} from "../../../compress/index.ts";
import { callsOf } from "../../../compress/model/calls.ts";
import { namedWeights } from "../../../compress/model/named-weights.ts";
import { topologyOf } from "../../../compress/model/topology.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { withLogits } from "../../../compress/training/rewrite.ts";
import { smallContext } from "../../contracts/operator.ts";
import { distance, logitsOf } from "../random-networks/networks.ts";
import { seeded, weightValues } from "../training/toys.ts";

type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv = (name: string, filters: number) => tf.layers.conv2d({ name, filters, kernelSize: 3, padding: "same" });
const dense = (name: string, units: number) => tf.layers.dense({ name, units });

/** A convolution `conv`, a batch norm `norm` and a ReLU, as a model. */
function block(name: string, channels: number, filters: number, layer = conv("conv", filters)): tf.LayersModel {
  const inputs = tf.input({ shape: [8, 8, channels], name: "entry" });
  const normed = on(tf.layers.batchNormalization({ name: "norm" }), on(layer, inputs));
  return tf.model({ name, inputs, outputs: on(tf.layers.reLU({ name: "relu" }), normed) });
}

/** Images of 8x8x3 through `body`, to logits of four classes. */
function classifier(body: (x: Node) => Node, seed = 0.4): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 3], name: "entry" });
  const features = on(tf.layers.globalAveragePooling2d({ name: "pool" }), body(input));
  return seeded(tf.model({ name: "whole", inputs: input, outputs: on(dense("scores", 4), features) }), seed);
}

/** Two blocks with layers of the same names, and a layer outside that is called so as well. */
const blocks = () => classifier((x) => on(block("second", 6, 5), on(conv("conv", 6), on(block("first", 3, 4), x))));

const weightNames = (model: tf.LayersModel) => namedWeights(model).map(({ name }) => name);

test("every layer of nested models has a name of its own, and so have its weights", async () => {
  const model = blocks();
  const names = callsOf(model).calls.map(({ name }) => name);
  expect(names).toEqual([
    ...["entry", "first_conv", "norm", "relu", "conv", "second_conv", "second_norm", "second_relu", "pool", "scores"],
  ]);
  expect(new Set(weightNames(model))).toEqual(
    new Set([
      ...["conv", "first_conv", "second_conv", "scores"].flatMap((name) => [`${name}/kernel`, `${name}/bias`]),
      ...["norm", "second_norm"].flatMap((name) =>
        ["gamma", "beta", "moving_mean", "moving_variance"].map((weight) => `${name}/${weight}`),
      ),
    ]),
  );
  const { groups } = dependencyGraph(model);
  expect(groups.map(({ id, channels }) => [id, channels])).toEqual([
    ["first_conv", 4],
    ["conv", 6],
    ["second_conv", 5],
  ]);
  const copy = await copyModel(model);
  expect(distance(logitsOf(copy), logitsOf(model))).toBe(0);
  expect(copy.weights.map(({ originalName }) => originalName).sort()).toEqual(weightNames(model).sort());
  for (const each of [model, copy]) each.dispose();
});

test("a nested model is stored dissolved, and comes back as what it was, also by TensorFlow.js alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "automc-nested-"));
  const model = blocks();
  await saveModel(model, folder, {
    ...{ network: "nested", dataset: { name: "noise" }, images: 1, shape: [8, 8, 3], classes: ["a", "b", "c", "d"] },
    ...{ normalisation: { mean: [0], std: [1] }, seed: 1, pretrainEpochs: 0, batchSize: 1, learningRate: 0 },
    ...{ parameters: 1, macs: 1, flops: 1, validationAccuracy: 0, testAccuracy: 0, original: null, scheme: [] },
  });
  const { model: again } = await loadModel(folder);
  const plain = await tf.loadLayersModel(`file://${join(folder, "model.json")}`);
  for (const each of [again, plain]) {
    expect(distance(logitsOf(each), logitsOf(model))).toBe(0);
    each.dispose();
  }
  model.dispose();
  await rm(folder, { recursive: true });
});

test("a layer that stands in two nested models, and outside, is one layer: cut once, everywhere", async () => {
  const shared = conv("shared", 3);
  const model = classifier((x) => {
    const [left, right] = [on(block("left", 3, 3, shared), x), on(block("right", 3, 3, shared), x)];
    return on(tf.layers.add({ name: "sum" }), [left, right, on(shared, x)]);
  });
  const live = tf.memory().numTensors;
  const calls = callsOf(model).calls.filter(({ className }) => className === "Conv2D");
  expect(calls.map(({ name }) => name)).toEqual(["shared", "shared", "shared"]);
  expect(weightNames(model).filter((name) => name.endsWith("kernel"))).toEqual(["shared/kernel", "scores/kernel"]);
  const copy = await copyModel(model);
  expect(distance(logitsOf(copy), logitsOf(model))).toBe(0);
  const smaller = await removeChannels(model, [{ group: "shared", channels: [1] }]);
  expect(smaller.getLayer("shared").getWeights()[0]!.shape).toEqual([3, 3, 3, 2]);
  for (const each of [copy, smaller]) each.dispose();
  expect(tf.memory().numTensors).toBe(live);
  model.dispose();
});

test("models in models, Sequentials that begin with one, several uses: as many calls, the same logits", async () => {
  const inner = tf.sequential({ name: "inner", layers: [block("core", 3, 3), conv("tail", 3)] });
  const middle = tf.sequential({ name: "middle", layers: [inner, tf.layers.reLU({ name: "end" })] });
  const model = classifier((x) =>
    on(tf.layers.concatenate({ name: "both" }), [on(middle, on(middle, x)), on(inner, x)]),
  );
  const count = (name: string) => callsOf(model).calls.filter((call) => call.name === name).length;
  expect(["conv", "norm", "relu", "tail", "end"].map(count)).toEqual([3, 3, 3, 3, 2]);
  const copy = await copyModel(model);
  expect(distance(logitsOf(copy), logitsOf(model))).toBeLessThan(1e-6);
  expect(topologyOf(copy)).toEqual(topologyOf(model));
  const chain = tf.sequential({ layers: [block("only", 3, 4), tf.layers.flatten(), dense("scores", 4)] });
  const flat = await copyModel(chain);
  expect(distance(logitsOf(flat), logitsOf(chain))).toBe(0);
  expect(flat.layers.some((layer) => layer instanceof tf.LayersModel)).toBe(false);
  for (const each of [model, copy, flat]) each.dispose();
});

test("a nested model with two outputs gives each where it is wanted; what nobody wants is left out", async () => {
  const entry = tf.input({ shape: [8, 8, 3], name: "entry" });
  const [first, second, third] = ["a", "b", "c"].map((name) => on(conv(name, 4), entry)) as [Node, Node, Node];
  const fork = tf.model({ name: "fork", inputs: entry, outputs: [first, second, third] });
  const model = classifier((x) => {
    const [one, , three] = fork.apply(x) as Node[];
    return on(conv("last", 3), on(tf.layers.multiply({ name: "product" }), [three!, one!]));
  });
  expect(callsOf(model).calls.find(({ name }) => name === "product")!.inputs).toEqual(["c:0", "a:0"]);
  expect(countCost(model).layers.some(({ layer }) => layer === "b")).toBe(false);
  const copy = await copyModel(model);
  expect(distance(logitsOf(copy), logitsOf(model))).toBe(0);
  for (const each of [model, copy]) each.dispose();
});

test("the softmax that ends a model is found inside a nested one with several outputs", () => {
  const entry = tf.input({ shape: [8, 8, 3], name: "entry" });
  const pooled = on(tf.layers.globalAveragePooling2d({}), entry);
  const ends = ["sigmoid", "softmax"].map((activation) =>
    on(tf.layers.dense({ units: 4, activation: activation as "softmax" }), pooled),
  );
  const heads = tf.model({ inputs: entry, outputs: ends });
  const input = tf.input({ shape: [8, 8, 3] });
  const model = tf.model({ inputs: input, outputs: (heads.apply(input) as Node[])[1]! });
  const image = tf.ones([1, 8, 8, 3]);
  const logits = withLogits(model, () => model.apply(image) as tf.Tensor);
  const [given, expected] = [model.apply(image) as tf.Tensor, tf.softmax(logits)];
  expect(distance(given.dataSync() as Float32Array, expected.dataSync() as Float32Array)).toBeLessThan(1e-6);
  tf.dispose([image, logits, given, expected]);
  model.dispose();
});

test("what a nested model keeps from learning does not learn in the copy either", async () => {
  const frozen = block("frozen", 3, 4);
  const model = classifier((x) => on(block("free", 4, 4), on(frozen, x)));
  frozen.trainable = false;
  const copy = await copyModel(model);
  const learning = (of: tf.LayersModel) => {
    const trainable = new Set(of.trainableWeights);
    return namedWeights(of).flatMap(({ name, variable }) => (trainable.has(variable) ? [name] : []));
  };
  expect(learning(copy).sort()).toEqual(learning(model).sort());
  expect(learning(model)).not.toContain("conv/kernel");
  expect(learning(model)).toContain("free_conv/kernel");
  for (const each of [model, copy]) each.dispose();
});

test("a shared layer whose second call can be made first keeps its calls apart, where TensorFlow.js exchanges them", async () => {
  const input = tf.input({ shape: [8, 8, 3] });
  const shared = conv("shared", 3);
  const late = on(shared, on(conv("late", 3), on(conv("before", 3), input)));
  const early = on(shared, on(conv("early", 3), input));
  const far = ["c", "d", "e", "f"].reduce((x, name) => on(conv(name, 3), x), early);
  const features = on(tf.layers.flatten(), on(tf.layers.concatenate(), [far, late]));
  const model = seeded(tf.model({ inputs: input, outputs: on(dense("scores", 4), features) }), 0.3);
  const whole = logitsOf(model);
  const copy = await copyModel(model);
  expect(distance(logitsOf(copy), whole)).toBe(0);
  for (const each of [model, copy]) each.dispose();
});

test("cost, memory, graph and scores of a nested model are those of its copy", async () => {
  const model = blocks();
  const copy = await copyModel(model);
  expect(countCost(model)).toEqual(countCost(copy));
  expect(peakMemory(model, 2)).toBe(peakMemory(copy, 2));
  const [graph, graphOfCopy] = [dependencyGraph(model), dependencyGraph(copy)];
  expect({ ...graph, weights: new Map([...graph.weights].sort()) }).toEqual({
    ...graphOfCopy,
    weights: new Map([...graphOfCopy.weights].sort()),
  });
  const { data } = smallContext().context();
  for (const name of scoreNames) {
    const score = (of: tf.LayersModel) => scores[name]({ model: of, graph, random: () => 0.3, data });
    expect(score(model), name).toEqual(score(copy));
  }
  for (const each of [model, copy]) each.dispose();
});

const params: Record<string, Record<string, unknown>> = {
  quantize: { dtype: "uint8" },
  distill: { student: "narrower", remove: 0.3, activation: "lma", segments: 4, epochs: 0.25 },
  evolveRanking: { score: "l2", generations: 1, remove: 0.3 },
  filterBasis: { remove: 0.2, epochs: 0.25 },
  fineTune: { epochs: 0.25 },
  prune: { score: "taylor", remove: 0.3 },
  pruneByStatistics: { layers: "shapiroWilk", filters: "l1", remove: 0.3 },
  recalibrate: { batches: 2 },
  softPrune: { remove: 0.3, epochs: 0.25, every: 1 },
  sparseTrain: { epochs: 0.25, strength: 1e-3 },
  tucker2: { remove: 0.3 },
};

test.each(
  Object.keys(operators),
)("%s does the same to a nested model as to its copy, and leaves it as it was", async (id) => {
  const wide = () => classifier((x) => on(block("second", 12, 12), on(conv("conv", 12), on(block("first", 3, 12), x))));
  const model = wide();
  const copy = await copyModel(model);
  const before = weightValues(model);
  const { context } = smallContext();
  const original = { parameters: countCost(model).parameters, pretrainEpochs: 4 };
  const operator = operators[id]!;
  const run = (of: tf.LayersModel) => operator.apply(of, operator.params.parse(params[id]), { ...context(), original });
  const [nested, flat] = [await run(model), await run(copy)];
  expect(weightValues(nested)).toEqual(weightValues(flat));
  expect(weightValues(model)).toEqual(before);
  for (const each of [model, copy, nested, flat]) each.dispose();
});
