import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { strToU8, unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dependencyGraph, importModel, loadModel, saveModel } from "../../../compress/index.ts";
import { topologyOf } from "../../../compress/model/topology.ts";
import { tf } from "../../../compress/tensorflow.ts";

const fixtures = new URL("fixtures/keras/", import.meta.url);
let folder: string;
/** What Keras itself gave for `input`, by model; made by `fixtures/keras/make.py`. */
let known: { input: number[]; shape: [number, number, number, number]; outputs: Record<string, number[]> };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "automc-import-"));
  known = JSON.parse(await readFile(new URL("outputs.json", fixtures), "utf8"));
});
afterAll(() => rm(folder, { recursive: true }));

const bytesOf = async (name: string) => gunzipSync(await readFile(new URL(`${name}.gz`, fixtures)));

async function put(name: string, content: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

/** The largest difference to what Keras gave. */
function differenceTo(name: string, model: tf.LayersModel): number {
  const given = tf.tidy(() => (model.predict(tf.tensor(known.input, known.shape)) as tf.Tensor).dataSync());
  expect(given).toHaveLength(known.outputs[name]!.length);
  return Math.max(...known.outputs[name]!.map((value, i) => Math.abs(value - given[i]!)));
}

test.each([
  "small.keras",
  "small.h5",
  "chain.keras",
  "chain.h5",
  "nest.keras",
  "nest.h5",
  "early.keras",
  "keras2.h5",
])("%s gives what it gave in Keras, has a dependency graph, and leaves nothing behind", async (file) => {
  const path = await put(file, await bytesOf(file));
  const live = tf.memory().numTensors;
  const model = await importModel(path);
  expect(differenceTo(file.split(".")[0]!, model)).toBeLessThan(1e-5);
  expect(() => dependencyGraph(model)).not.toThrow();
  model.dispose();
  expect(tf.memory().numTensors).toBe(live);
});

test("layers of a nested model stand in its place, and are called as often as it is", async () => {
  const model = await importModel(await put("nested.h5", await bytesOf("nest.h5")));
  const inner = topologyOf(model).config.layers.find(({ config }) => config.name === "inner");
  expect(inner?.inbound_nodes).toHaveLength(2);
  expect(model.layers.some((layer) => layer instanceof tf.LayersModel)).toBe(false);
  model.dispose();
});

/** Saves a model the way other programs do: a model.json with its weights cut into shards. */
async function shards(name: string, topology: unknown, model: tf.LayersModel, count: number, names = (n: string) => n) {
  const weights = [...new Set(model.weights)];
  const bytes = Buffer.concat(weights.map((weight) => Buffer.from(weight.read().dataSync<"float32">().slice().buffer)));
  const size = Math.ceil(bytes.length / count);
  const paths = Array.from({ length: count }, (_, i) => `${name}-${i + 1}of${count}.bin`);
  for (const [i, path] of paths.entries()) await put(path, bytes.subarray(i * size, (i + 1) * size));
  const specs = weights.map(({ originalName, shape }) => ({ name: names(originalName), shape, dtype: "float32" }));
  const json = { format: "layers-model", modelTopology: topology, weightsManifest: [{ paths, weights: specs }] };
  return { json, path: await put(`${name}.json`, JSON.stringify(json)) };
}

/** A model of TensorFlow.js with a nested model that is used twice. */
function nested() {
  const within = tf.input({ shape: [6, 6, 4] });
  const convolution = tf.layers.conv2d({ name: "inner", filters: 4, kernelSize: 3, padding: "same" });
  const body = tf.model({ name: "body", inputs: within, outputs: convolution.apply(within) as tf.SymbolicTensor });
  const input = tf.input({ shape: [6, 6, 3] });
  const first = tf.layers.conv2d({ name: "outer", filters: 4, kernelSize: 1 }).apply(input) as tf.SymbolicTensor;
  const x = body.apply(body.apply(first)) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
  const scores = tf.layers.dense({ name: "scores", units: 3 }).apply(flat) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: scores });
}

test("a model.json in three shards, with a nested model, gives what it gave; and saves and loads as one of ours", async () => {
  const made = nested();
  known.outputs.nested = tf.tidy(() =>
    Array.from((made.predict(tf.tensor(known.input, known.shape)) as tf.Tensor).dataSync()),
  );
  const { path } = await shards("nested", JSON.parse(JSON.stringify(made.toJSON(null, false))), made, 3);
  const model = await importModel(path);
  expect(differenceTo("nested", model)).toBeLessThan(1e-6);
  const card = {
    network: "nested",
    dataset: { name: "noise" },
    images: 1,
    shape: [6, 6, 3] as [number, number, number],
    classes: ["a", "b", "c"],
    normalisation: { mean: [0], std: [1] },
    ...{ seed: 1, pretrainEpochs: 0, batchSize: 1, learningRate: 0 },
    ...{ parameters: 1, macs: 1, flops: 1, validationAccuracy: 0, testAccuracy: 0, original: null, scheme: [] },
  };
  await saveModel(model, join(folder, "saved"), card);
  const { model: again } = await loadModel(join(folder, "saved"));
  expect(differenceTo("nested", again)).toBe(differenceTo("nested", model));
  for (const each of [model, again]) each.dispose();
});

test("a model.json with a shared layer whose second call can be made first is wired as it was, where TensorFlow.js alone exchanges the calls", async () => {
  const input = tf.input({ shape: [6, 6, 3] });
  const dense = (name: string, units = 3) => tf.layers.dense({ name, units });
  const on = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor;
  const shared = dense("shared");
  const late = on(shared, on(dense("late"), on(dense("before"), input)));
  const early = on(shared, on(dense("early"), input));
  const far = ["c", "d", "e", "f"].reduce((x, name) => on(dense(name), x), early);
  const features = on(tf.layers.flatten(), on(tf.layers.concatenate(), [far, late]));
  const made = tf.model({ inputs: input, outputs: on(dense("scores"), features) });
  known.outputs.exchanged = tf.tidy(() =>
    Array.from((made.predict(tf.tensor(known.input, known.shape)) as tf.Tensor).dataSync()),
  );
  const { path } = await shards("exchanged", JSON.parse(JSON.stringify(made.toJSON(null, false))), made, 1);
  const model = await importModel(path);
  expect(differenceTo("exchanged", model)).toBeLessThan(1e-6);
  const alone = await tf.loadLayersModel(`file://${path}`);
  expect(differenceTo("exchanged", alone)).toBeGreaterThan(1e-3);
  for (const each of [made, model, alone]) each.dispose();
});

test("a model.json that the converter made from Keras is read in Keras' words", async () => {
  const archive = await bytesOf("nest.keras");
  const config = JSON.parse(new TextDecoder().decode(unzipSync(archive)["config.json"]!));
  const model = await importModel(await put("converted.keras", archive));
  const { path } = await shards("converted", { keras_version: "3.15.1", model_config: config }, model, 1);
  const again = await importModel(path);
  expect(differenceTo("nest", again)).toBeLessThan(1e-5);
  for (const each of [model, again]) each.dispose();
});

/** small.keras with its config changed. */
async function changed(
  change: (config: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } }) => void,
) {
  const parts = unzipSync(await bytesOf("small.keras"));
  const config = JSON.parse(new TextDecoder().decode(parts["config.json"]!));
  change(config);
  return put("changed.keras", zipSync({ ...parts, "config.json": strToU8(JSON.stringify(config)) }));
}
type Config = { layers: { class_name: string; config: Record<string, unknown> }[] };
const set = (c: { config: Config }, name: string, values: object) => void Object.assign(layer(c, name).config, values);
const layer = ({ config }: { config: Config }, name: string) => config.layers.find((l) => l.config.name === name)!;

test.each([
  [
    (c) => void Object.assign(layer(c, "stem"), { class_name: "MyConv" }),
    /Layer stem .* class MyConv is not known \(known: InputLayer, Conv2D/,
  ],
  [(c) => set(c, "stem", { surprise: 2 }), /Layer stem .* surprise = 2 has no equal/],
  [(c) => set(c, "stem", { data_format: "channels_first" }), /Layer stem .* channels come first/],
  [(c) => set(c, "stem", { dtype: "float16" }), /Layer stem .* float16/],
  [
    (c) => set(c, "depthwise", { dilation_rate: [2, 2] }),
    /Layer depthwise .* does not dilate a depthwise convolution .*\[2,2\]/,
  ],
  [(c) => set(c, "separable", { activation: "sparsemax" }), /Layer separable .* activation sparsemax .*hard_silu/],
  [
    (c) => {
      for (const name of ["stem", "depthwise"]) Object.assign(layer(c, name), { class_name: `My-${name}` });
      set(c, "scores", { dtype: "float16" });
    },
    /^3 things stand in the way: Layer stem .* My-stem .*; Layer depthwise .* My-depthwise .*; Layer scores .* float16/,
  ],
] satisfies [
  (config: { config: Config }) => void,
  RegExp,
][])("what TensorFlow.js cannot say is refused by name (%#)", async (change, sentence) => {
  const live = tf.memory().numTensors;
  await expect(importModel(await changed(change))).rejects.toMatchObject({
    code: "unsupported_layer",
    message: expect.stringMatching(sentence),
  });
  expect(tf.memory().numTensors).toBe(live);
});

test("height and width that a file leaves open are those that are asked for", async () => {
  const open = await changed((c) => set(c, "image", { batch_shape: [null, null, null, 3] }));
  const model = await importModel(open, { size: [6, 6] });
  expect(model.inputs[0]!.shape).toEqual([null, 6, 6, 3]);
  expect(differenceTo("small", model)).toBeLessThan(1e-5);
  model.dispose();
});

test.each([
  [(c) => set(c, "stem", { filters: 5 }), /Weight stem\/kernel is \[3,3,3,5\], and the file has \[3,3,3,4\]/],
  [(c) => set(c, "scores", { use_bias: false }), /Layer scores has 1 weights, and the file has 2/],
  [(c) => set(c, "scores", { activation: "sigmoid" }), /ends in sigmoid \(layer scores\)/],
  [(c) => set(c, "image", { batch_shape: [null, null, 6, 3] }), /takes \[\?, \?, 6, 3\]/],
] satisfies [
  (config: { config: Config }) => void,
  RegExp,
][])("a file that does not fit itself, or is no image classifier, is refused (%#)", async (change, sentence) => {
  const live = tf.memory().numTensors;
  await expect(importModel(await changed(change))).rejects.toMatchObject({
    code: "bad_model",
    message: expect.stringMatching(sentence),
  });
  expect(tf.memory().numTensors).toBe(live);
});

test.each([
  [["twice", "twice"], /Two layers are called twice/],
  [Array.from({ length: 2_001 }, (_, at) => `relu-${at}`), /has 2003 layers; 2000 can be read at most/],
])("a chain of layers that TensorFlow.js would not build is refused in a sentence (%#)", async (names, sentence) => {
  const live = tf.memory().numTensors;
  const layer = (class_name: string, config: object) => ({ class_name, config });
  const layers = [
    layer("Flatten", { name: "flat", batch_input_shape: [null, 2, 2, 1] }),
    ...names.map((name) => layer("Activation", { name, activation: "relu" })),
    layer("Dense", { name: "scores", units: 2, activation: "softmax", use_bias: false }),
  ];
  await put("chain.bin", new Uint8Array(32));
  const json = {
    format: "layers-model",
    modelTopology: layer("Sequential", { name: "chain", layers }),
    weightsManifest: [{ paths: ["chain.bin"], weights: [{ name: "scores/kernel", shape: [4, 2], dtype: "float32" }] }],
  };
  await expect(importModel(await put("chain.json", JSON.stringify(json)))).rejects.toMatchObject({
    code: "bad_model",
    message: expect.stringMatching(sentence),
  });
  expect(tf.memory().numTensors).toBe(live);
});

test("files that are damaged, absent or of another kind are refused, each with its sentence", async () => {
  const h5 = await bytesOf("small.h5");
  const archive = await bytesOf("small.keras");
  const graph = JSON.stringify({ format: "graph-model", modelTopology: {}, weightsManifest: [] });
  const made = nested();
  const { json } = await shards("outside", topologyOf(made), made, 1);
  const [{ weights }] = json.weightsManifest as unknown as [{ weights: unknown[] }];
  const outside = { ...json, weightsManifest: [{ paths: ["../weights.bin"], weights }] };
  const cases: [name: string, content: Uint8Array | string, sentence: RegExp][] = [
    ["cut.h5", h5.subarray(0, h5.length / 2), /HDF5 file is damaged/],
    ["cut.keras", archive.subarray(0, archive.length / 2), /not a whole zip archive/],
    ["empty.keras", zipSync({ "config.json": strToU8("{}") }), /lacks model\.weights\.h5/],
    ["graph.json", graph, /graph model.*tfjs_layers_model/],
    ["other.json", "{}", /not a model\.json of TensorFlow\.js: modelTopology/],
    ["outside.json", JSON.stringify(outside), /outside the model's folder/],
    ["net.pt", zipSync({ "net/data.pkl": strToU8("\u0080") }), /of PyTorch.*torch\.onnx\.export/],
    ["old.pt", Uint8Array.of(0x80, 2, 0x8a), /of PyTorch.*torch\.onnx\.export/],
    ["net.onnx", "\u0008\u0008", /no ONNX file: it has no network/],
    ["net.tflite", strToU8("....TFL3...."), /TFLite.*Keras model that it was converted from/],
    ["saved_model.pb", "\u0008\u0001", /SavedModel.*model\.save.*tf_keras/],
    ["picture.png", "\u0089PNG", /neither a model\.json.*nor an ONNX file/],
    ["weights.json", JSON.stringify(json).replace("outside-1of1.bin", "gone.bin"), /gone\.bin cannot be read/],
  ];
  for (const [name, content, sentence] of cases)
    await expect(importModel(await put(name, content)), name).rejects.toMatchObject({
      code: "bad_model",
      message: expect.stringMatching(sentence),
    });
  await expect(importModel(join(folder, "absent.h5"))).rejects.toMatchObject({ code: "bad_model" });
  await expect(importModel(folder)).rejects.toThrow(/SavedModel.*model\.save/); // it has saved_model.pb
});
