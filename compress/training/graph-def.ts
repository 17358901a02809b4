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

/** One node. An input is `node`, `node:output`, or `^node` for one that must merely run before. */
export function nodeDef(
  name: string,
  op: string,
  inputs: readonly string[],
  attributes: Record<string, Attribute>,
): Buffer {
  const entries = Object.entries(attributes).map(([key, value]) =>
    bytesField(5, message(bytesField(1, key), bytesField(2, value))),
  );
  return message(bytesField(1, name), bytesField(2, op), ...inputs.map((input) => bytesField(3, input)), ...entries);
}

/** A whole `saved_model.pb`. */
export function savedModel(nodes: readonly Buffer[]): Buffer {
  const graph = message(...nodes.map((node) => bytesField(1, node)), bytesField(4, intField(1, producer)));
  const meta = message(bytesField(1, bytesField(4, servingTag)), bytesField(2, graph));
  return message(intField(1, 1), bytesField(2, meta));
}

function shapeProto(shape: readonly number[]): Buffer {
  return message(...shape.map((size) => bytesField(2, intField(1, size))));
}
