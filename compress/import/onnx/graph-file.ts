import { CompressError } from "../../errors.ts";
import { modelMessage } from "../../export/onnx/protobuf.ts";
import { type Constant, type Long, readTensor, type TensorMessage, toNumber, WeightFiles } from "./tensors.ts";

/** One operation of an ONNX file; an omitted input is "". */
export interface OnnxNode {
  op: string;
  /** What people call it: the file's name for it, or its operator and number. */
  name: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: ReadonlyMap<string, Attribute>;
}

export type Attribute = number | string | readonly number[] | Constant;

/** A tensor that goes in or comes out; open sizes are undefined. */
export interface OnnxEnd {
  name: string;
  shape: readonly (number | undefined)[];
}

/** What an ONNX file holds, in the order in which it is computed. */
export interface OnnxFile {
  nodes: readonly OnnxNode[];
  constants: ReadonlyMap<string, Constant>;
  inputs: readonly OnnxEnd[];
  outputs: readonly OnnxEnd[];
  /** Version of the operators' meanings. */
  opset: number;
}

interface EndMessage {
  name: string;
  type?: { tensor_type?: { shape?: { dim?: { dim_value?: Long; dim_param?: string; value?: string }[] } } };
}
interface AttributeMessage {
  name: string;
  type: number;
  f: number;
  i: Long;
  s: Uint8Array;
  t?: TensorMessage;
  floats?: number[];
  ints?: Long[];
}
interface NodeMessage {
  input?: string[];
  output?: string[];
  name?: string;
  op_type: string;
  domain?: string;
  attribute?: AttributeMessage[];
}
interface GraphMessage {
  node?: NodeMessage[];
  initializer?: TensorMessage[];
  input?: EndMessage[];
  output?: EndMessage[];
}

/** ONNX's own operators; others are of a program's own. */
const standard = ["", "ai.onnx"];

/** Whether bytes begin as a file of ONNX does: with the format's version, 3 to 20. Other protobufs begin otherwise. */
export function beginsAsOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08 && bytes[1]! >= 3 && bytes[1]! <= 20;
}

export function isOnnx(file: string, bytes: Uint8Array): boolean {
  return /\.onnx$/i.test(file) || beginsAsOnnx(bytes);
}

/**
 * Reads an ONNX file, and the files of weights beside it.
 *
 * @throws CompressError `bad_model` for what is no whole ONNX file, `unsupported_layer` for weights
 *   that are no floats.
 */
export async function readOnnxFile(file: string, bytes: Uint8Array): Promise<OnnxFile> {
  const { graph, opset } = decode(file, bytes);
  const files = new WeightFiles(file);
  const constants = new Map<string, Constant>();
  for (const tensor of graph.initializer ?? []) constants.set(tensor.name ?? "", await readTensor(tensor, files));
  const nodes: OnnxNode[] = [];
  for (const [index, node] of (graph.node ?? []).entries()) {
    const attributes = new Map<string, Attribute>();
    for (const each of node.attribute ?? []) {
      const value = await readAttribute(each, files);
      if (value !== undefined) attributes.set(each.name, value);
    }
    const own = standard.includes(node.domain ?? "");
    nodes.push({
      op: own ? node.op_type : `${node.domain}.${node.op_type}`,
      name: node.name || `${node.op_type.toLowerCase()}_${index}`,
      inputs: node.input ?? [],
      outputs: node.output ?? [],
      attributes,
    });
  }
  const inputs = (graph.input ?? []).filter(({ name }) => !constants.has(name)).map(readEnd);
  return { nodes, constants, inputs, outputs: (graph.output ?? []).map(readEnd), opset };
}

function decode(file: string, bytes: Uint8Array): { graph: GraphMessage; opset: number } {
  let message: { graph?: GraphMessage; opset_import?: { domain?: string; version: Long }[] };
  try {
    message = modelMessage().decode(bytes) as unknown as typeof message;
  } catch (cause) {
    throw new CompressError("bad_model", `${file} is no whole ONNX file: it cannot be read to its end.`, { cause });
  }
  const { graph, opset_import = [] } = message;
  const set = opset_import.find(({ domain }) => standard.includes(domain ?? ""));
  if (!graph?.node?.length || !set) throw new CompressError("bad_model", `${file} is no ONNX file: it has no network.`);
  return { graph, opset: toNumber(set.version) };
}

/** By the kinds that ONNX numbers; undefined for a graph inside, and whatever else no rule reads. */
async function readAttribute(attribute: AttributeMessage, files: WeightFiles): Promise<Attribute | undefined> {
  switch (attribute.type) {
    case 1:
      return attribute.f;
    case 2:
      return toNumber(attribute.i);
    case 3:
      return Buffer.from(attribute.s).toString("utf8");
    case 4:
      return attribute.t && readTensor(attribute.t, files);
    case 6:
      return attribute.floats ?? [];
    case 7:
      return (attribute.ints ?? []).map(toNumber);
    default:
      return undefined;
  }
}

function readEnd({ name, type }: EndMessage): OnnxEnd {
  const dims = type?.tensor_type?.shape?.dim ?? [];
  return {
    name,
    shape: dims.map((dim) => {
      const size = dim.dim_value === undefined ? 0 : toNumber(dim.dim_value);
      return size > 0 ? size : undefined;
    }),
  };
}
