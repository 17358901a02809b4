import { unsupported } from "../obstacles.ts";
import type { OnnxNode } from "./graph-file.ts";
import type { Network } from "./network.ts";
import { batch, type Constant } from "./tensors.ts";
import type { Wire } from "./wire.ts";

/** What a tensor of the file is: numbers, or a tensor of the network. */
export type Value = { constant: Constant } | { wire: Wire };

/** How an operator is read: returns what it makes. */
export type Rule = (node: Node, network: Network) => Wire;

/** How an operator is computed when all that it takes is known. */
export type Folding = (node: Node) => Constant;

/** What an operation is among. */
export interface Around {
  opset: number;
  images: number | undefined;
  /** Numbers that are added to what it makes, where nothing else takes that. */
  added?: Constant | undefined;
}

/** An operation, and what it is given. */
export class Node {
  readonly op: string;
  readonly name: string;
  readonly opset: number;
  /** The number of images that the file says, where it says one. */
  readonly images: number | undefined;
  readonly #node: OnnxNode;
  readonly #values: readonly (Value | undefined)[];
  readonly #added: Constant | undefined;
  /** Whether the numbers that the next operation adds are part of what this one made. */
  addedTaken = false;

  constructor(node: OnnxNode, values: readonly (Value | undefined)[], around: Around) {
    this.op = node.op;
    this.name = node.name;
    this.opset = around.opset;
    this.images = around.images;
    this.#node = node;
    this.#values = values;
    this.#added = around.added;
  }

  /** Numbers `[1, …, channels, 1, …]` that the next operation adds, as a bias: `axis` counts from the last. */
  takeAdded(channels: number, axis: number): { shape: number[]; values: Float32Array } | undefined {
    const { shape, values } = this.#added ?? {};
    if (!shape || !(values instanceof Float32Array) || values.length !== channels) return undefined;
    if (shape.length <= axis || shape.at(-1 - axis) !== channels) return undefined;
    this.addedTaken = true;
    return { shape: [channels], values };
  }

  /** How many inputs it has, omitted ones at the end not counted. */
  get inputs(): number {
    return this.#values.length;
  }

  number(name: string, otherwise: number): number {
    const value = this.#node.attributes.get(name);
    return typeof value === "number" ? value : otherwise;
  }

  text(name: string, otherwise: string): string {
    const value = this.#node.attributes.get(name);
    return typeof value === "string" ? value : otherwise;
  }

  numbers(name: string): readonly number[] | undefined {
    const value = this.#node.attributes.get(name);
    return typeof value === "object" && isList(value) ? value : undefined;
  }

  tensor(name: string): Constant | undefined {
    const value = this.#node.attributes.get(name);
    return typeof value === "object" && !isList(value) ? value : undefined;
  }

  value(at: number): Value | undefined {
    return this.#values[at];
  }

  /** @throws CompressError `unsupported_layer` where the input is no tensor of the network. */
  wire(at: number): Wire {
    const value = this.#values[at];
    if (value && "wire" in value) return value.wire;
    return this.refuse("it does not take what the network computes there");
  }

  /** The numbers of an input, undefined where it is omitted. */
  constant(at: number): Constant | undefined {
    const value = this.#values[at];
    if (value && "wire" in value)
      return this.refuse(`its input ${at + 1} is computed, and only known numbers are read`);
    return value?.constant;
  }

  /** The same of weights, which are floats. */
  floats(at: number): { shape: readonly number[]; values: Float32Array } | undefined {
    const constant = this.constant(at);
    return constant && { shape: constant.shape, values: toFloats(constant, this) };
  }

  /** Whole numbers from an attribute, or from an input where later versions have them. */
  wholes(name: string, at: number): readonly number[] | undefined {
    const given = this.numbers(name) ?? this.constant(at)?.values;
    if (given === undefined) return undefined;
    const list = Array.from<number | typeof batch>(given);
    if (list.includes(batch)) return this.refuse(`its ${name} depend on the number of images`);
    return list as number[];
  }

  refuse(why: string): never {
    throw unsupported(this.name, `its operator ${this.op}: ${why}`);
  }
}

/** `Array.isArray`, of what cannot be changed. */
const isList = (value: object): value is readonly number[] => Array.isArray(value);

export function toFloats({ values }: Constant, node: Node): Float32Array {
  if (values instanceof Float32Array) return values;
  if (values.includes(batch)) return node.refuse("it calculates with the number of images");
  return Float32Array.from(values as number[]);
}
