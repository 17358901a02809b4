import type { Shape } from "../../model/calls.ts";
import type { OnnxGraph } from "./graph.ts";

/**
 * How a tensor of the network lies in the ONNX graph.
 *
 *   channelsLast    [batch, …space, channels]              as TensorFlow has it
 *   channelsFirst   [batch, channels, …space]              as ONNX' convolutions and poolings take it
 *   groupsInBatch   [batch · groups, channels, …space]     of a tensor [batch, …space, groups, channels]: each group as an image of its own
 */
export type Layout = "channelsLast" | "channelsFirst" | "groupsInBatch";

/** Best first, where a tensor lies in several ways. */
const preferred: readonly Layout[] = ["channelsFirst", "groupsInBatch", "channelsLast"];

interface Tensor {
  shape: Shape;
  /** What it is called in each layout in which it is there. */
  names: Map<Layout, string>;
}

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/**
 * Where each tensor of the network is in the ONNX graph, and in which layouts; a tensor is brought
 * into another layout once.
 */
export class Layouts {
  readonly #graph: OnnxGraph;
  readonly #tensors = new Map<string, Tensor>();

  constructor(graph: OnnxGraph) {
    this.#graph = graph;
  }

  /**
   * Sets the name that a tensor of the network, of this shape without the batch, has in the graph.
   */
  put(tensor: string, shape: Shape, layout: Layout, name: string): void {
    this.#tensors.set(tensor, { shape, names: new Map([[shape.length < 2 ? "channelsLast" : layout, name]]) });
  }

  /** Declares a tensor to be another one under a name of its own. */
  alias(tensor: string, other: string): void {
    this.#tensors.set(tensor, this.#of(other));
  }

  has(tensor: string, layout: Layout): boolean {
    return this.#of(tensor).names.has(layout);
  }

  /**
   * The layout in which all of these tensors can be had with the fewest transposes. A vector has
   * one only.
   */
  common(tensors: readonly string[], among: readonly Layout[] = preferred): Layout {
    const all = tensors.map((tensor) => this.#of(tensor));
    if (all.every(({ shape }) => shape.length < 2)) return "channelsLast";
    const missing = (layout: Layout) => all.filter(({ names }) => !names.has(layout)).length;
    return among.reduce((best, layout) => (missing(layout) < missing(best) ? layout : best));
  }

  /** The name of a tensor in a layout, after bringing it there if need be. */
  get(tensor: string, layout: Layout): string {
    const { shape, names } = this.#of(tensor);
    const wanted = shape.length < 2 ? "channelsLast" : layout;
    const known = names.get(wanted);
    if (known !== undefined) return known;
    const made = this.#convert(shape, names, wanted);
    names.set(wanted, made);
    return made;
  }

  #convert(shape: Shape, names: Map<Layout, string>, layout: Layout): string {
    const [last, first, grouped] = [names.get("channelsLast"), names.get("channelsFirst"), names.get("groupsInBatch")];
    if (layout === "groupsInBatch") return this.#toGroups(last ?? this.#toLast(first!, shape), shape);
    if (layout === "channelsFirst")
      return last ? this.#toFirst(last, shape) : this.#fromGroups(grouped!, shape, layout);
    return first ? this.#toLast(first, shape) : this.#fromGroups(grouped!, shape, layout);
  }

  #toFirst(name: string, shape: Shape): string {
    const [space, channels] = [shape.slice(0, -1), shape.at(-1)!];
    const order = [shape.length, ...space.map((_, axis) => axis + 1)];
    return this.#move(`${name}/channels-first`, name, order, [channels, ...space], moves(shape));
  }

  #toLast(name: string, shape: Shape): string {
    const order = [...shape.slice(0, -1).map((_, axis) => axis + 2), 1];
    return this.#move(`${name}/channels-last`, name, order, shape, moves(shape));
  }

  #toGroups(name: string, shape: Shape): string {
    const { space, groups, channels } = grouping(shape);
    const order = [space.length + 1, space.length + 2, ...space.map((_, axis) => axis + 1)];
    const moved = this.#move(`${name}/groups-first`, name, order, [groups, channels, ...space], true);
    return this.reshaped(`${name}/groups-in-batch`, moved, [channels, ...space]);
  }

  #fromGroups(name: string, shape: Shape, layout: Layout): string {
    const { space, groups, channels } = grouping(shape);
    const apart = this.reshaped(`${name}/groups`, name, [groups, channels, ...space]);
    const places = space.map((_, axis) => axis + 3);
    const order = layout === "channelsLast" ? [...places, 1, 2] : [2, ...places, 1];
    return this.#move(`${name}/${layout}`, apart, order, shape, true);
  }

  /** Reorders all axes but the batch; where no number moves in memory, only the shape changes. */
  #move(wanted: string, name: string, order: readonly number[], shape: Shape, reorders: boolean): string {
    return reorders
      ? this.#graph.add("Transpose", wanted, [name], { perm: [0, ...order] })
      : this.reshaped(wanted, name, shape);
  }

  /** The same numbers in another shape, whatever the batch. */
  reshaped(wanted: string, name: string, shape: Shape): string {
    return this.#graph.add("Reshape", wanted, [name, this.#graph.ints([-1, ...shape])]);
  }

  #of(tensor: string): Tensor {
    return this.#tensors.get(tensor)!;
  }
}

/** Whether bringing the channels to the front reorders numbers at all. */
function moves(shape: Shape): boolean {
  return shape.at(-1) !== 1 && product(shape.slice(0, -1)) !== 1;
}

function grouping(shape: Shape) {
  return { space: shape.slice(0, -2), groups: shape.at(-2)!, channels: shape.at(-1)! };
}
