import type { NativeAddon, NativeAttribute } from "../tensorflow.ts";
import { graphMessages } from "./graph-schema.ts";

/** TensorFlow's numbers for the types of a tensor's values (types.proto). */
export const dataType = { float32: 1, int32: 3, bool: 10 } as const;

/** The tag under which a graph is loaded. */
export const servingTag = "serve";

/**
 * The version of the graph format that we write; older attributes keep their meaning in newer
 * libraries.
 */
const producer = 1087;

/** One attribute of a node, an encoded AttrValue. */
export type Attribute = Uint8Array;

export const attribute = {
  text: (value: string): Attribute => encoded({ s: Buffer.from(value, "utf8") }),
  int: (value: number): Attribute => encoded({ i: value }),
  type: (value: number): Attribute => encoded({ type: value }),
  shape: (value: readonly number[]): Attribute => encoded({ shape: shapeOf(value) }),
  /** Values in row-major order, as they are in memory. */
  tensor: (type: number, shape: readonly number[], values: ArrayBufferView): Attribute => {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return encoded({ tensor: { dtype: type, tensor_shape: shapeOf(shape), tensor_content: content } });
  },
};

/** An attribute as TensorFlow.js passes it to an eager operation, as a graph's. */
export function fromNative(addon: NativeAddon, { name, type, value }: NativeAttribute): Attribute {
  if (type === addon.TF_ATTR_SHAPE) return attribute.shape(value as number[]);
  const field = new Map([
    [addon.TF_ATTR_STRING, "s"],
    [addon.TF_ATTR_INT, "i"],
    [addon.TF_ATTR_FLOAT, "f"],
    [addon.TF_ATTR_BOOL, "b"],
    [addon.TF_ATTR_TYPE, "type"],
  ]).get(type);
  if (!field) throw new TypeError(`Attribute ${name} has a type (${type}) that a graph cannot hold.`);
  const plain = (one: unknown) => (typeof one === "string" ? Buffer.from(one, "utf8") : one);
  return encoded(Array.isArray(value) ? { list: { [field]: value.map(plain) } } : { [field]: plain(value) });
}

function encoded(value: Record<string, unknown>): Attribute {
  return graphMessages().AttrValue.encode(value).finish();
}

function shapeOf(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size })) };
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
  /** Of a `Const`: what is in its attributes, for whoever has to read it again. */
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
export function savedModel(
  nodes: readonly GraphNode[],
  signatures: Readonly<Record<string, Signature>> = {},
): Uint8Array {
  const node = nodes.map(({ name, op, inputs, attributes }) => ({ name, op, input: inputs, attr: attributes }));
  const calls = Object.entries(signatures).map(([name, { inputs, outputs }]) => [
    name,
    { inputs: tensors(inputs), outputs: tensors(outputs), method_name: "tensorflow/serving/predict" },
  ]);
  const meta = {
    meta_info_def: { tags: [servingTag] },
    graph_def: { node, versions: { producer } },
    signature_def: Object.fromEntries(calls),
  };
  return graphMessages()
    .SavedModel.encode({ saved_model_schema_version: 1, meta_graphs: [meta] })
    .finish();
}

function tensors(infos: Record<string, TensorInfo>) {
  const named = ({ node, type, shape }: TensorInfo) => ({
    name: `${node}:0`,
    dtype: type,
    tensor_shape: shapeOf(shape),
  });
  return Object.fromEntries(Object.entries(infos).map(([name, info]) => [name, named(info)]));
}
