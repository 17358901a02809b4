import protobuf from "protobufjs";

/**
 * ONNX files: the messages and fields that a network without control flow needs, to write it and to
 * read it.
 *
 * Source of the names and numbers: the ONNX format's own onnx.proto (IR version 8).
 */
const schema = `
  syntax = "proto3";
  message Model {
    int64 ir_version = 1; string producer_name = 2; string producer_version = 3; Graph graph = 7;
    repeated OperatorSet opset_import = 8; repeated Function functions = 25;
  }
  message Function { string name = 1; string domain = 10; }
  message Entry { string key = 1; string value = 2; }
  message OperatorSet { string domain = 1; int64 version = 2; }
  message Graph {
    repeated Node node = 1; string name = 2; repeated Tensor initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message Node {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated Attribute attribute = 5; string domain = 7;
  }
  message Attribute {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; Tensor t = 5; repeated float floats = 7;
    repeated int64 ints = 8; repeated bytes strings = 9; Kind type = 20;
    enum Kind { UNDEFINED = 0; FLOAT = 1; INT = 2; STRING = 3; TENSOR = 4; FLOATS = 6; INTS = 7; STRINGS = 8; }
  }
  message Tensor {
    repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4; repeated int32 int32_data = 5;
    repeated int64 int64_data = 7; string name = 8; bytes raw_data = 9; repeated double double_data = 10;
    repeated Entry external_data = 13; int32 data_location = 14;
  }
  message ValueInfo { string name = 1; Type type = 2; }
  message Type { TensorType tensor_type = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
`;

/** ONNX's numbers for the types of a tensor's values. */
const elementType = { float32: 1, int64: 7 } as const;

/**
 * The operator set that the operators' meanings are taken from, and the version of the file format
 * that goes with it.
 */
const opset = 17;
const irVersion = 8;

/** The version of the operators for classical models, such as trees. */
const classical = { domain: "ai.onnx.ml", version: 3 };

/** A whole number, whole numbers, text, a real number, real numbers, or texts. */
export type OnnxAttribute =
  | number
  | readonly number[]
  | string
  | { float: number }
  | { floats: readonly number[] }
  | { strings: readonly string[] };

/** One operation; an omitted input is "". */
export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  /** Names its output, and the node itself. */
  output: string;
  attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Whether it is one of ONNX's classical models, which are not networks. */
  classical?: boolean;
}

/** Numbers that lie in the file, in row-major order. */
export interface OnnxTensor {
  name: string;
  shape: readonly number[];
  values: Float32Array | BigInt64Array;
}

/** A float32 tensor that goes in or comes out; an open size has a name. */
export interface OnnxEnd {
  name: string;
  shape: readonly (number | string)[];
}

export interface OnnxModel {
  name: string;
  nodes: readonly OnnxNode[];
  tensors: readonly OnnxTensor[];
  inputs: readonly OnnxEnd[];
  outputs: readonly OnnxEnd[];
}

let root: protobuf.Root | undefined;

/** The message `Model` of the schema; parsed when it is first used. */
export function modelMessage(): protobuf.Type {
  root ??= protobuf.parse(schema, { keepCase: true }).root;
  return root.lookupType("Model");
}

/** The bytes of an ONNX file. */
export function encodeModel({ name, nodes, tensors, inputs, outputs }: OnnxModel): Uint8Array {
  const graph = {
    name,
    node: nodes.map((node) => ({
      name: node.output,
      op_type: node.op,
      input: node.inputs,
      output: [node.output],
      attribute: Object.entries(node.attributes).map(attributeMessage),
      ...(node.classical && { domain: classical.domain }),
    })),
    initializer: tensors.map(({ name, shape, values }) => ({
      name,
      dims: shape,
      data_type: values instanceof Float32Array ? elementType.float32 : elementType.int64,
      raw_data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    })),
    input: inputs.map(endMessage),
    output: outputs.map(endMessage),
  };
  const message = modelMessage();
  const sets = [{ version: opset }, ...(nodes.some((node) => node.classical) ? [classical] : [])];
  return message
    .encode(message.create({ ir_version: irVersion, producer_name: "AutoMC", graph, opset_import: sets }))
    .finish();
}

function attributeMessage([name, value]: [string, OnnxAttribute]) {
  const kinds = modelMessage().root.lookupEnum("Attribute.Kind").values;
  if (typeof value === "number") return { name, type: kinds.INT, i: value };
  if (typeof value === "string") return { name, type: kinds.STRING, s: Buffer.from(value, "utf8") };
  if ("floats" in value) return { name, type: kinds.FLOATS, floats: value.floats };
  if ("strings" in value) {
    return { name, type: kinds.STRINGS, strings: value.strings.map((text) => Buffer.from(text, "utf8")) };
  }
  if ("float" in value) return { name, type: kinds.FLOAT, f: value.float };
  return { name, type: kinds.INTS, ints: value };
}

function endMessage({ name, shape }: OnnxEnd) {
  const dim = shape.map((size) => (typeof size === "number" ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: elementType.float32, shape: { dim } } } };
}
