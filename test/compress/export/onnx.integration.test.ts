import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { samePadding } from "../../../compress/export/onnx/padding.ts";
import { modelMessage } from "../../../compress/export/onnx/protobuf.ts";
import { onnxBytes } from "../../../compress/export/onnx/write-onnx.ts";
import { buildNetwork, operators } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { smallContext } from "../../contracts/operator.ts";

const { layers } = tf;
type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const models: tf.LayersModel[] = [];
afterAll(() => {
  for (const model of models) model.dispose();
});

interface End {
  name: string;
  type: { tensor_type: { elem_type: number; shape: { dim: { dim_value?: number; dim_param?: string }[] } } };
}
interface Decoded {
  ir_version: number;
  opset_import: { version: number }[];
  graph: {
    node: { op_type: string; input: string[]; output: string[] }[];
    initializer: { name: string; dims: number[]; raw_data: Uint8Array }[];
    input: End[];
    output: End[];
  };
}

function decoded(model: tf.LayersModel): Decoded {
  models.push(model);
  const message = modelMessage();
  return message.toObject(message.decode(onnxBytes(model)), { longs: Number }) as Decoded;
}
const count = ({ graph }: Decoded, op: string) => graph.node.filter(({ op_type }) => op_type === op).length;
const shapeOf = ({ type }: End) => type.tensor_type.shape.dim.map(({ dim_value, dim_param }) => dim_param ?? dim_value);
const small = (id: Parameters<typeof buildNetwork>[0]) =>
  buildNetwork(id, { shape: [12, 12, 3], classes: 5, width: 4, seed: 1 });

test("the file says operator set 17 in format 8, an open batch, images as the model takes them, probabilities first", () => {
  const file = decoded(small("resnet8"));
  expect(file.ir_version).toBe(8);
  expect(file.opset_import).toEqual([{ version: 17 }]);
  expect(file.graph.input.map((end) => [end.name, shapeOf(end)])).toEqual([["images", ["batch", 12, 12, 3]]]);
  expect(file.graph.output.map((end) => [end.name, shapeOf(end)])).toEqual([
    ["probabilities", ["batch", 5]],
    ["logits", ["batch", 5]],
  ]);
  for (const { type } of [...file.graph.input, ...file.graph.output]) expect(type.tensor_type.elem_type).toBe(1);
});

test.each([
  "resnet20",
  "resnet164bottleneck",
  "vgg16",
  "mobilenetv2",
] as const)("%s is transposed once, where it enters", (id) => {
  const file = decoded(small(id));
  expect(count(file, "Transpose")).toBe(1);
  expect(count(file, "Reshape")).toBe(0);
});

test("a filter basis shared by groups of channels needs no transpose: groups are read as images", async () => {
  const input = tf.input({ shape: [8, 8, 8] });
  const groups = on(
    layers.reshape({ targetShape: [8, 8, 2, 4] }),
    on(layers.conv2d({ filters: 8, kernelSize: 1 }), input),
  );
  const basis = on(layers.conv3d({ filters: 3, kernelSize: [3, 3, 1], padding: "same" }), groups);
  const mixed = on(layers.conv2d({ filters: 8, kernelSize: 1 }), on(layers.reshape({ targetShape: [8, 8, 6] }), basis));
  const outputs = on(layers.dense({ units: 2 }), on(layers.globalAveragePooling2d({}), mixed));
  const file = decoded(tf.model({ inputs: input, outputs }));
  expect(count(file, "Transpose")).toBe(1);
  expect(count(file, "Reshape")).toBe(2);
});

test("weights lie in the file once, also those of a layer that is used twice, and as many bytes as they have", async () => {
  const input = tf.input({ shape: [8, 8, 4] });
  const shared = layers.conv2d({ name: "shared", filters: 4, kernelSize: 3, padding: "same" });
  const outputs = on(layers.dense({ units: 2 }), on(layers.flatten(), on(shared, on(shared, input))));
  const file = decoded(tf.model({ inputs: input, outputs }));
  const weights = file.graph.initializer.filter(({ name }) => name.startsWith("shared/"));
  expect(weights.map(({ name, dims }) => [name, dims])).toEqual([
    ["shared/kernel", [4, 4, 3, 3]],
    ["shared/bias", [4]],
  ]);
  expect(weights.map(({ raw_data }) => raw_data.length)).toEqual([4 * 144, 4 * 4]);
  expect(count(file, "Conv")).toBe(2);
});

test("every name is given once, and before it is taken", async () => {
  const { model, context } = smallContext();
  const params = { student: "narrower", remove: 0.3, activation: "lma", segments: 6, epochs: 0.25 };
  models.push(model);
  const file = decoded(await operators.distill!.apply(model, operators.distill!.params.parse(params), context()));
  const given = new Set([...file.graph.input, ...file.graph.initializer].map(({ name }) => name));
  expect(given.size).toBe(file.graph.input.length + file.graph.initializer.length);
  for (const { input, output } of file.graph.node) {
    for (const name of input) if (name !== "") expect(given).toContain(name);
    for (const name of output) {
      expect(given).not.toContain(name);
      given.add(name);
    }
  }
});

test("padding is what TensorFlow's documentation says of 'same'", () => {
  const size = fc.integer({ min: 1, max: 40 });
  const few = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(size, few, few, fc.integer({ min: 1, max: 3 }), (length, kernel, stride, dilation) => {
      const reach = (kernel - 1) * dilation + 1;
      const total = length % stride === 0 ? Math.max(reach - stride, 0) : Math.max(reach - (length % stride), 0);
      const [before, after] = samePadding(length, kernel, stride, dilation);
      expect(before + after).toBe(total);
      expect([0, 1]).toContain(after - before);
      expect(Math.floor((length + total - reach) / stride) + 1).toBe(Math.ceil(length / stride));
    }),
  );
});

test.each<[string, (x: Node) => Node, RegExp]>([
  [
    "a class without a rule",
    (x) => on(layers.alphaDropout({ name: "odd", rate: 0.1 }), x),
    /Layer odd \(AlphaDropout\) .* no rule/,
  ],
  [
    "channels first",
    (x) => on(layers.maxPooling2d({ name: "odd", poolSize: 2, dataFormat: "channelsFirst" }), x),
    /Layer odd .* channels come first/,
  ],
  [
    "an axis counted from the end, which TensorFlow.js takes for the last",
    (x) => on(layers.concatenate({ name: "odd", axis: -2 }), [x, x]),
    /Layer odd \(Concatenate\) .* below -1/,
  ],
  [
    "statistics of another axis",
    (x) => on(layers.batchNormalization({ name: "odd", axis: 1 }), x),
    /Layer odd \(BatchNormalization\) .* not the last/,
  ],
])("%s is refused, naming the layer", (_, build, sentence) => {
  const input = tf.input({ shape: [8, 8, 4] });
  const model = tf.model({ inputs: input, outputs: on(layers.flatten(), build(input)) });
  models.push(model);
  expect(() => onnxBytes(model)).toThrow(
    expect.objectContaining({ code: "unsupported_layer", message: expect.stringMatching(sentence) }),
  );
});
