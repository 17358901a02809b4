import { CompressError } from "../../errors.ts";
import { buildFromTensors } from "../../model/build.ts";
import { inLoadingOrder } from "../../model/loading-order.ts";
import { tf } from "../../tensorflow.ts";
import type { ImageSize } from "../fill-weights.ts";
import { Obstacles, unsupported } from "../obstacles.ts";
import { arithmetic } from "./arithmetic.ts";
import { imageOf, needed, outputOf } from "./ends.ts";
import { foldings } from "./folding.ts";
import { functions } from "./functions.ts";
import { type OnnxEnd, type OnnxFile, type OnnxNode, readOnnxFile } from "./graph-file.ts";
import { kernels } from "./kernels.ts";
import { Network } from "./network.ts";
import { withPatterns } from "./patterns.ts";
import { poolings } from "./poolings.ts";
import { proveSame } from "./prove.ts";
import { Node, type Rule, type Value } from "./rule.ts";
import { shapes } from "./shapes.ts";
import { batch, type Constant } from "./tensors.ts";
import type { Wire } from "./wire.ts";

const rules: Readonly<Record<string, Rule>> = { ...kernels, ...poolings, ...functions, ...arithmetic, ...shapes };

/** The operators of ONNX that are read on what a network computes. */
export const importableOperators: readonly string[] = Object.keys(rules);

/**
 * The image classifier of an ONNX file, as PyTorch writes it (channels first) or as we do (channels
 * last).
 *
 * It is run here and in onnxruntime on images of noise, and refused where the results differ.
 *
 * @throws CompressError `bad_model` for what is no whole ONNX file or no image classifier, and where
 *   results differ; `unsupported_layer` with all that stands in the way.
 */
export async function readOnnx(file: string, bytes: Uint8Array, size?: ImageSize): Promise<tf.LayersModel> {
  const read = withPatterns(await readOnnxFile(file, bytes));
  const { network, input, output, end } = translate(read, size);
  const name = "model";
  const values = new Map(
    [...network.weights].map(([weight, { shape, values }]) => [weight, tf.tensor(values, [...shape])]),
  );
  let model: tf.LayersModel;
  try {
    model = await buildFromTensors(inLoadingOrder(network.topology(name, input, output)), values);
  } finally {
    for (const tensor of values.values()) tensor.dispose();
  }
  try {
    await proveSame(model, { file, bytes, input: read.inputs[0]!, output: end, channelsFirst: input.axes[0] === 2 });
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

interface Translated {
  network: Network;
  input: Wire;
  output: Wire;
  /** The file's output that `output` is. */
  end: OnnxEnd;
}

function translate(file: OnnxFile, size: ImageSize | undefined): Translated {
  const obstacles = new Obstacles();
  const network = new Network();
  const [given] = file.inputs;
  if (!given || file.inputs.length !== 1)
    throw new CompressError(
      "bad_model",
      `The network has ${file.inputs.length} inputs (${file.inputs.map(({ name }) => name).join(", ")}): an image classifier has one.`,
    );
  const end = outputOf(file, obstacles);
  const input = network.input(given.name, ...imageOf(given, file, size));
  const values = new Map<string, Value>([...file.constants].map(([name, constant]) => [name, { constant }]));
  values.set(given.name, { wire: input });
  const unknown = new Set<string>(); // what an obstacle would have made
  for (const node of needed(file, end)) {
    if (node.inputs.some((name) => unknown.has(name))) {
      for (const name of node.outputs) unknown.add(name);
      if (!Object.hasOwn(rules, node.op)) obstacles.note(notKnown(node));
      continue;
    }
    try {
      read(node, file, values, network, given.shape[0]);
    } catch (error) {
      obstacles.note(error);
      for (const name of node.outputs) unknown.add(name);
    }
  }
  obstacles.refuse();
  const made = values.get(end.name);
  if (!made || !("wire" in made))
    throw new CompressError("bad_model", `No operation makes the network's output ${end.name}.`);
  return { network, input, output: asScores(made.wire, network), end };
}

/** Scores in ONNX' order: `[batch, classes]`, also where the file has `[batch, classes, 1, 1]`. */
function asScores(wire: Wire, network: Network): Wire {
  if (wire.places) return network.plain(wire);
  return wire.shape.length > 1 && wire.shape.filter((size) => size !== 1).length === 1 ? network.flat(wire) : wire;
}

/** Reads one operation; what it makes is in `values` afterwards. */
function read(
  node: OnnxNode,
  file: OnnxFile,
  values: Map<string, Value>,
  network: Network,
  images: number | undefined,
): void {
  const [made] = node.outputs;
  if (made === undefined || values.has(made)) return; // a part of the operation before
  const inputs = node.inputs.map((name): Value | undefined => {
    if (name === "") return undefined;
    const value = values.get(name);
    if (!value) throw new CompressError("bad_model", `${node.name} takes ${name}, which no operation before it makes.`);
    return value;
  });
  const next = addition(file, made, values);
  const one = new Node(node, inputs, { opset: file.opset, images, added: next?.constant });
  const wires = inputs.filter((value) => value && "wire" in value);
  if (node.op === "Shape") {
    const [value] = inputs;
    if (!value) throw unsupported(node.name, "it has no input");
    const shape = "wire" in value ? [batch, ...value.wire.shape] : [...value.constant.shape];
    values.set(made, { constant: { shape: [shape.length], values: shape as Constant["values"] } });
  } else if (wires.length === 0) {
    const folding = Object.hasOwn(foldings, node.op) ? foldings[node.op] : undefined;
    if (!folding) throw notKnown(node);
    values.set(made, { constant: folding(one) });
  } else {
    const rule = Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
    if (!rule) throw notKnown(node);
    const wire = rule(one, network);
    values.set(made, { wire });
    if (next && one.addedTaken) values.set(next.output, { wire });
  }
}

/** The numbers that are added to a tensor, where nothing else is done with it. */
function addition(file: OnnxFile, tensor: string, values: ReadonlyMap<string, Value>) {
  const uses = usersOf(file).get(tensor) ?? [];
  const [use] = uses;
  if (uses.length !== 1 || use!.op !== "Add" || file.outputs.some(({ name }) => name === tensor)) return undefined;
  const other = values.get(use!.inputs.find((name) => name !== tensor) ?? "");
  return other && "constant" in other ? { constant: other.constant, output: use!.outputs[0]! } : undefined;
}

const users = new WeakMap<OnnxFile, Map<string, OnnxNode[]>>();

/** By tensor, the operations that take it. */
function usersOf(file: OnnxFile): Map<string, OnnxNode[]> {
  const known = users.get(file);
  if (known) return known;
  const found = new Map<string, OnnxNode[]>();
  for (const node of file.nodes)
    for (const name of new Set(node.inputs)) found.set(name, [...(found.get(name) ?? []), node]);
  users.set(file, found);
  return found;
}

function notKnown({ op, name }: OnnxNode): CompressError {
  if (/Quantize|QLinear|Integer$/.test(op))
    return unsupported(name, `its operator ${op} is of a quantised network: export it in float32`);
  return unsupported(name, `its operator ${op} is not known`);
}
