import type { NativeAddon, NativeAttribute } from "../tensorflow.ts";
import { bytesField, floatField, intField, message } from "./protobuf.ts";

/**
 * TensorFlow's graphs on disk: GraphDef inside MetaGraphDef inside SavedModel.
 *
 * Source: tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape}.proto, core/protobuf/{meta_graph,saved_model}.proto
 */

/** TensorFlow's numbers for the types of a tensor's values (types.proto). */
export const dataType = { float32: 1, int32: 3, bool: 10 } as const;

/** The tag under which a graph is loaded. */
export const servingTag = "serve";

/** The version of the graph format that we write; older attributes keep their meaning in newer libraries. */
const producer = 1087;

/** One attribute of a node, an encoded AttrValue. */
export type Attribute = Buffer;

export const attribute = {
  text: (value: string): Attribute => bytesField(2, value),
  int: (value: number): Attribute => intField(3, value),
  float: (value: number): Attribute => floatField(4, value),
  bool: (value: boolean): Attribute => intField(5, value ? 1 : 0),
  type: (value: number): Attribute => intField(6, value),
  shape: (value: readonly number[]): Attribute => bytesField(7, shapeProto(value)),
  /** Values in row-major order, as they lie in memory. */
  tensor: (type: number, shape: readonly number[], values: ArrayBufferView): Attribute => {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return bytesField(8, message(intField(1, type), bytesField(2, shapeProto(shape)), bytesField(4, content)));
  },
};

/** An attribute as TensorFlow.js hands it to an eager operation, as a graph's. */
export function fromNative(addon: NativeAddon, { name, type, value }: NativeAttribute): Attribute {
  if (type === addon.TF_ATTR_SHAPE) return attribute.shape(value as number[]);
  const encode = new Map<number, (one: never) => Attribute>([
    [addon.TF_ATTR_STRING, attribute.text],
    [addon.TF_ATTR_INT, attribute.int],
    [addon.TF_ATTR_FLOAT, attribute.float],
    [addon.TF_ATTR_BOOL, attribute.bool],
    [addon.TF_ATTR_TYPE, attribute.type],
  ]).get(type);
  if (!encode) throw new TypeError(`Attribute ${name} has a type (${type}) that a graph cannot hold.`);
  if (!Array.isArray(value)) return encode(value as never);
  return bytesField(1, message(...value.map((one) => encode(one as never)))); // ListValue numbers its fields as AttrValue does
}

/** What a constant holds, in row-major order, as it lies in memory. */
export interface Constant {
  shape: readonly number[];
  type: number;
  values: ArrayBufferView;
}

/** One node. An input is `node`, `node:output`, or `^node` for one that must merely run before. */
export interface GraphNode {
  name: string;
  op: string;
  inputs: readonly string[];
  attributes: Record<string, Attribute>;
  /** Of a `Const`: what its attributes say, for whoever has to read it again. */
  constant?: Constant;
}

export function constantNode(name: string, constant: Constant): GraphNode {
  const { shape, type, values } = constant;
  const attributes = { dtype: attribute.type(type), value: attribute.tensor(type, shape, values) };
  return { name, op: "Const", inputs: [], attributes, constant };
}

/** A tensor by which a graph is called: the first output of a node. An open size is -1. */
export interface TensorInfo {
  node: string;
  type: number;
  shape: readonly number[];
}

/** A way to call a graph, by names. */
export interface Signature {
  inputs: Record<string, TensorInfo>;
  outputs: Record<string, TensorInfo>;
}

/** A whole `saved_model.pb`. */
export function savedModel(nodes: readonly GraphNode[], signatures: Readonly<Record<string, Signature>> = {}): Buffer {
  const graph = message(...nodes.map((node) => bytesField(1, nodeDef(node))), bytesField(4, intField(1, producer)));
  const calls = Object.entries(signatures).map(([name, signature]) => entry(5, name, signatureDef(signature)));
  const meta = message(bytesField(1, bytesField(4, servingTag)), bytesField(2, graph), ...calls);
  return message(intField(1, 1), bytesField(2, meta));
}

function nodeDef({ name, op, inputs, attributes }: GraphNode): Buffer {
  const entries = Object.entries(attributes).map(([key, value]) => entry(5, key, value));
  return message(bytesField(1, name), bytesField(2, op), ...inputs.map((input) => bytesField(3, input)), ...entries);
}

function signatureDef({ inputs, outputs }: Signature): Buffer {
  const tensors = (field: number, infos: Record<string, TensorInfo>) =>
    Object.entries(infos).map(([name, info]) => entry(field, name, tensorInfo(info)));
  return message(...tensors(1, inputs), ...tensors(2, outputs), bytesField(3, "tensorflow/serving/predict"));
}

function tensorInfo({ node, type, shape }: TensorInfo): Buffer {
  return message(bytesField(1, `${node}:0`), intField(2, type), bytesField(3, shapeProto(shape)));
}

/** One entry of a field of type map. */
function entry(field: number, key: string, value: Buffer): Buffer {
  return bytesField(field, message(bytesField(1, key), bytesField(2, value)));
}

function shapeProto(shape: readonly number[]): Buffer {
  return message(...shape.map((size) => bytesField(2, intField(1, size))));
}
