import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelMessage } from "../../../compress/export/onnx/protobuf.ts";
import { onnxBytes } from "../../../compress/export/onnx/write-onnx.ts";
import { importableOperators } from "../../../compress/import/onnx/read-onnx.ts";
import { buildNetwork, countCost, dependencyGraph, importModel } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";

/** A network as PyTorch exports it, and what onnx' own evaluator returns; made by `fixtures/onnx/networks.py`. */
interface Case {
  name: string;
  input: [number, number, number, number];
  file: string;
  output: number[];
}

const fixtures = new URL("fixtures/onnx/networks.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(fixtures)).toString()) as { cases: Case[] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "automc-onnx-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, content: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const ofCase = (name: string) => Buffer.from(cases.find((each) => each.name === name)!.file, "base64");

/** As in `networks.py`, channels first there and last here. */
function images([batch, channels, height, width]: Case["input"]): tf.Tensor {
  const values = Float32Array.from(
    { length: batch * channels * height * width },
    (_, i) => ((i * 7919) % 2003) / 1000 - 1,
  );
  return tf.tidy(() => tf.transpose(tf.tensor(values, [batch, channels, height, width]), [0, 2, 3, 1]));
}

function outputs(model: tf.LayersModel, given: tf.Tensor): number[] {
  return tf.tidy(() => Array.from((model.predict(given) as tf.Tensor).dataSync()));
}

function gap(ours: readonly number[], theirs: readonly number[]): number {
  expect(ours).toHaveLength(theirs.length);
  const scale = Math.max(...theirs.map(Math.abs));
  return Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!))) / scale;
}

test.each(cases)("$name is what it is in ONNX, and its channels can be pruned", async ({
  name,
  input,
  file,
  output,
}) => {
  const path = await put(`${name}.onnx`, Buffer.from(file, "base64"));
  const live = tf.memory().numTensors;
  const model = await importModel(path);
  const given = images(input);
  expect(gap(outputs(model, given), output)).toBeLessThan(1e-5);
  given.dispose();
  expect(countCost(model).parameters).toBeGreaterThan(0);
  expect(dependencyGraph(model).groups.length).toBeGreaterThan(0);
  model.dispose();
  expect(tf.memory().numTensors).toBe(live);
});

test("layers are called as the modules of PyTorch are", async () => {
  const model = await importModel(await put("names.onnx", ofCase("resnet-basic")));
  const names = model.layers.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["conv1", "layer1.0.conv1", "layer2.0.downsample.0", "fc"]));
  model.dispose();
});

const exported = ["resnet8", "vgg13", "mobilenetv1", "mobilenetv2"] as const;

test.each(
  exported,
)("%s that was exported and imported returns the same and has the same groups to prune", async (network) => {
  const made = buildNetwork(network, { shape: [32, 32, 3], classes: 4, width: 4, seed: 3 });
  const read = await importModel(await put(`${network}.onnx`, onnxBytes(made)));
  const given = images([2, 3, 32, 32]);
  expect(gap(outputs(read, given), outputs(made, given))).toBeLessThan(1e-5);
  const groups = (model: tf.LayersModel) =>
    dependencyGraph(model).groups.map(({ channels, producers }) => ({ channels, producers: [...producers].sort() }));
  expect(groups(read)).toEqual(groups(made));
  expect(countCost(read).parameters).toBe(countCost(made).parameters);
  for (const model of [made, read]) model.dispose();
  given.dispose();
});

/** The words of a network that PyTorch might write, by protobufjs as our export has them. */
function encoded(nodes: object[], tensors: object[], opset = 17): Uint8Array {
  const end = (name: string, shape: (number | string)[]) => ({
    name,
    type: {
      tensor_type: {
        elem_type: 1,
        shape: { dim: shape.map((size) => (typeof size === "number" ? { dim_value: size } : { dim_param: size })) },
      },
    },
  });
  const message = modelMessage();
  const graph = {
    name: "net",
    node: nodes,
    initializer: tensors,
    input: [end("input", ["batch", 3, 12, 12])],
    output: [end("out", ["batch", 4])],
  };
  return message.encode(message.create({ ir_version: 8, graph, opset_import: [{ version: opset }] })).finish();
}

const floats = (name: string, dims: number[]) => ({
  name,
  dims,
  data_type: 1,
  float_data: Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
});
const ints = (name: string, ...values: number[]) => ({ name, type: 7, ints: values });
const node = (op_type: string, input: string[], output: string, attribute: object[] = []) => ({
  ...{ op_type, name: `the-${output}`, input, output: [output], attribute },
});
const head = (from: string) => [
  node("GlobalAveragePool", [from], "pooled"),
  node("Flatten", ["pooled"], "flat"),
  node("MatMul", ["flat", "fc"], "out"),
];

test("all that stands in the way is said at once", async () => {
  const nodes = [
    node("LRN", ["input"], "normed", [{ name: "size", type: 2, i: 5 }]),
    node("Conv", ["input", "kernel"], "dilated", [ints("dilations", 2, 2), ints("strides", 2, 2)]),
    node("Split", ["dilated"], "half"),
    node("Mul", ["normed", "half"], "both"),
    ...head("both"),
  ];
  const bytes = encoded(nodes, [floats("kernel", [6, 3, 3, 3]), floats("fc", [6, 4])]);
  const error = await importModel(await put("obstacles.onnx", bytes)).catch((cause) => cause);
  expect(error.code).toBe("unsupported_layer");
  expect(error.message).toMatch(/^3 things stand in the way: /);
  expect(error.message).toMatch(
    /the-normed.*LRN is not known.*the-dilated.*dilated and has a stride.*the-half.*Split is not known/,
  );
});

test.each<[string, () => Uint8Array, string, RegExp]>([
  ["a file that ends early", () => ofCase("vgg").subarray(0, 9_000), "bad_model", /no whole ONNX file/],
  ["text", () => Buffer.from("not a network"), "bad_model", /no (whole )?ONNX file/],
  [
    "a weight that lacks numbers",
    () => encoded(head("input"), [{ ...floats("fc", [3, 4]), dims: [3, 5] }]),
    "bad_model",
    /Weight fc is \[3,5\], and the file has 12 numbers/,
  ],
  [
    "weights in a folder above",
    () =>
      encoded(head("input"), [
        {
          name: "fc",
          dims: [3, 4],
          data_type: 1,
          data_location: 1,
          external_data: [{ key: "location", value: "../x" }],
        },
      ]),
    "bad_model",
    /outside the model's folder/,
  ],
  [
    "weights of 16 bits",
    () => encoded(head("input"), [{ name: "fc", dims: [3, 4], data_type: 10, raw_data: Buffer.alloc(24) }]),
    "unsupported_layer",
    /16-bit floats: export the model in float32/,
  ],
  [
    "a tensor that nothing makes",
    () => encoded(head("nowhere"), [floats("fc", [3, 4])]),
    "bad_model",
    /takes nowhere, which no operation before it makes/,
  ],
])("%s is refused in a sentence", async (_, bytes, code, sentence) => {
  const live = tf.memory().numTensors;
  const error = await importModel(await put("bad.onnx", bytes())).catch((cause) => cause);
  expect(error.message).toMatch(sentence);
  expect(error.code).toBe(code);
  expect(tf.memory().numTensors).toBe(live);
});

test("weights in a file of their own are read from beside the network", async () => {
  const kernel = floats("fc", [3, 4]);
  await put("net.onnx.data", Buffer.from(Float32Array.from([0, ...kernel.float_data]).buffer));
  const external_data = Object.entries({ location: "net.onnx.data", offset: "4", length: "48" }).map(
    ([key, value]) => ({
      key,
      value,
    }),
  );
  const outside = { name: "fc", dims: [3, 4], data_type: 1, data_location: 1, external_data };
  const model = await importModel(await put("net.onnx", encoded(head("input"), [outside])));
  const stored = model.getWeights()[0]!.dataSync();
  expect([...stored]).toEqual([...Float32Array.from(kernel.float_data)]);
  model.dispose();
});

/** Operators that no network above has, each on an image of 3 channels. */
const alone: Record<string, { nodes: object[]; tensors?: object[]; opset?: number; channels?: number }> = {
  ...Object.fromEntries(
    ["Elu", "Selu", "Tanh", "Softplus", "Softsign", "Neg", "HardSigmoid", "Identity", "GlobalMaxPool"].map((op) => [
      op,
      { nodes: [node(op, ["input"], "x")] },
    ]),
  ),
  ...Object.fromEntries(
    ["Sum", "Mean", "Max", "Min"].map((op) => [
      op,
      { nodes: [node(op, ["input", "input"], "y"), node(op, ["y", "input"], "x")] },
    ]),
  ),
  Mish: { nodes: [node("Mish", ["input"], "x")], opset: 18 },
  Gelu: { nodes: [node("Gelu", ["input"], "x")], opset: 20 },
  Cast: { nodes: [node("Cast", ["input"], "x", [{ name: "to", type: 2, i: 1 }])] },
  Softmax: { nodes: [node("Softmax", ["input"], "x", [{ name: "axis", type: 2, i: 1 }])] },
  LogSoftmax: { nodes: [node("LogSoftmax", ["input"], "x", [{ name: "axis", type: 2, i: 1 }])] },
  PRelu: { nodes: [node("PRelu", ["input", "slope"], "x")], tensors: [floats("slope", [3, 1, 1])] },
  Clip: {
    nodes: [node("Clip", ["input", "least"], "y"), node("Clip", ["y", "", "most"], "x")],
    tensors: [floats("least", []), { ...floats("most", []), float_data: [0.5] }],
  },
  ReduceMax: { nodes: [node("ReduceMax", ["input"], "x", [ints("axes", 2, 3), { name: "keepdims", type: 2, i: 1 }])] },
  ConvTranspose: {
    nodes: [node("ConvTranspose", ["input", "kernel", "bias"], "x", [ints("strides", 2, 2), ints("pads", 1, 1, 1, 1)])],
    tensors: [floats("kernel", [3, 5, 4, 4]), floats("bias", [5])],
    channels: 5,
  },
  LayerNormalization: {
    nodes: [
      node("Transpose", ["input"], "last", [ints("perm", 0, 2, 3, 1)]),
      node("LayerNormalization", ["last", "scale", "bias"], "even", [{ name: "axis", type: 2, i: -1 }]),
      node("Transpose", ["even"], "x", [ints("perm", 0, 3, 1, 2)]),
    ],
    tensors: [floats("scale", [3]), floats("bias", [3])],
  },
  Squeeze: {
    nodes: [
      node("GlobalAveragePool", ["input"], "small"),
      node("Squeeze", ["small", "axes"], "vector"),
      node("Unsqueeze", ["vector", "axes"], "x"),
    ],
    tensors: [{ name: "axes", dims: [2], data_type: 7, int64_data: [2, 3] }],
  },
  Slice: {
    nodes: [node("Slice", ["input", "from", "to", "axes"], "x")],
    tensors: [
      { name: "from", dims: [2], data_type: 7, int64_data: [1, -9] },
      { name: "to", dims: [2], data_type: 7, int64_data: [9, 100] },
      { name: "axes", dims: [2], data_type: 7, int64_data: [2, 3] },
    ],
  },
  Upsample: {
    nodes: [node("Upsample", ["input", "by"], "x")],
    tensors: [{ ...floats("by", [4]), float_data: [1, 1, 2, 3] }],
    opset: 9,
  },
};
const withHead = ({ nodes, tensors = [], opset = 17, channels = 3 }: (typeof alone)[string]) =>
  encoded([...nodes, ...head("x")], [...tensors, floats("fc", [channels, 4])], opset);

test.each(Object.entries(alone))("%s returns what it returns in onnxruntime", async (_, one) => {
  const model = await importModel(await put("alone.onnx", withHead(one))); // which compares them itself
  expect(model.outputs[0]!.shape).toEqual([null, 4]);
  model.dispose();
});

test("each operator that can be imported is in one of these networks", () => {
  const files = [...cases.map(({ file }) => Buffer.from(file, "base64")), ...Object.values(alone).map(withHead)];
  const seen = new Set(
    files.flatMap((file) => {
      const read = modelMessage().decode(file) as unknown as { graph: { node: { op_type: string }[] } };
      return read.graph.node.map(({ op_type }) => op_type);
    }),
  );
  expect(importableOperators.filter((name) => !seen.has(name))).toEqual([]);
});

test("what onnxruntime computes otherwise is not imported", async () => {
  const odd = { nodes: [node("Elu", ["input"], "x", [{ name: "alpha", type: 1, f: Number.NaN }])] };
  const error = await importModel(await put("odd.onnx", withHead(odd))).catch((cause) => cause);
  expect(error.message).toMatch(/differs from onnxruntime's results by NaN of the largest, and 0.00001 is allowed/);
});
