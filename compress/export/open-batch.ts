import { CompressError } from "../errors.ts";
import { attribute, type Constant, constantNode, dataType, type GraphNode } from "../training/graph-def.ts";

/** A function as it was recorded on a batch of a certain size. */
export interface Recording {
  batch: number;
  nodes: readonly GraphNode[];
}

const int32 = attribute.type(dataType.int32);

/**
 * The graph of a function for batches of any size, from two recordings of it on batches of
 * different sizes.
 *
 * TensorFlow.js works out shapes in JavaScript, so a recording holds them as constants. Where two
 * recordings differ, the batch is in it: each number of such a shape is a multiple of the batch's
 * size, which the graph then takes from the images.
 *
 * @throws CompressError `unsupported_layer` where the recordings differ in another way.
 */
export function openBatch(first: Recording, second: Recording, images: string): GraphNode[] {
  if (first.nodes.length !== second.nodes.length) throw otherwise(first.nodes.at(-1)!.name);
  const sizes = new Map<string, GraphNode>();
  const opened = first.nodes.flatMap((node, i) => {
    const other = second.nodes[i]!;
    if (node.name !== other.name || node.op !== other.op || node.inputs.join() !== other.inputs.join())
      throw otherwise(node.name);
    if (equalAttributes(node, other)) return [node];
    if (!node.constant || !other.constant) throw otherwise(node.name);
    return [openShape(node.name, [first.batch, second.batch], [node.constant, other.constant], sizes)];
  });
  return [...batchSize(images), ...sizes.values(), ...opened];
}

/** The node `batch`: how many images there are. */
function batchSize(images: string): GraphNode[] {
  const place = (name: string, at: number) =>
    constantNode(name, { shape: [1], type: dataType.int32, values: Int32Array.of(at) });
  return [
    {
      name: "batch/shape",
      op: "Shape",
      inputs: [images],
      attributes: { T: attribute.type(dataType.float32), out_type: int32 },
    },
    place("batch/from", 0),
    place("batch/to", 1),
    {
      name: "batch",
      op: "StridedSlice",
      inputs: ["batch/shape", "batch/from", "batch/to", "batch/to"],
      attributes: { T: int32, Index: int32, shrink_axis_mask: attribute.int(1) },
    },
  ];
}

/**
 * A shape `[n]` with the batch in it, put together from single numbers; `sizes` holds the nodes of
 * those.
 */
function openShape(
  name: string,
  batches: readonly [number, number],
  [one, two]: readonly [Constant, Constant],
  sizes: Map<string, GraphNode>,
): GraphNode {
  const numbers = [one, two].map(({ values }) => (values instanceof Int32Array ? [...values] : undefined));
  const [here, there] = numbers;
  if (!here || !there || one.shape.length !== 1 || here.length !== there.length) throw otherwise(name);
  const inputs = here.map((value, i) => {
    if (value === there[i]) return size(sizes, `size/${value}`, value);
    const times = value / batches[0];
    if (!Number.isInteger(times) || there[i] !== times * batches[1]) throw otherwise(name);
    if (times === 1) return "batch";
    const node = `batch/times-${times}`;
    const factors = ["batch", size(sizes, `size/${times}`, times)];
    sizes.set(node, { name: node, op: "Mul", inputs: factors, attributes: { T: int32 } });
    return node;
  });
  return {
    name,
    op: "Pack",
    inputs,
    attributes: { N: attribute.int(inputs.length), T: int32, axis: attribute.int(0) },
  };
}

function size(sizes: Map<string, GraphNode>, name: string, value: number): string {
  sizes.set(name, constantNode(name, { shape: [], type: dataType.int32, values: Int32Array.of(value) }));
  return name;
}

function equalAttributes(a: GraphNode, b: GraphNode): boolean {
  const names = Object.keys(a.attributes);
  if (names.join() !== Object.keys(b.attributes).join()) return false;
  return names.every((name) => Buffer.compare(a.attributes[name]!, b.attributes[name]!) === 0);
}

/** `node` is `layers/NAME/n7`. */
function otherwise(node: string): CompressError {
  const layer = node.split("/").slice(1, -1).join("/");
  return new CompressError(
    "unsupported_layer",
    `Layer ${layer} cannot be exported: with more images at once it computes something else, not only more.`,
  );
}
