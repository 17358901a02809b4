import type { OnnxAttribute, OnnxNode, OnnxTensor } from "./protobuf.ts";

/** Numbers in row-major order. */
interface Values<T> {
  shape: readonly number[];
  values: T;
}

/** A graph of ONNX operations while it is being written. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly tensors: OnnxTensor[] = [];
  readonly #names = new Set<string>();
  /** Names of constants, by what they were made from. */
  readonly #constants = new Map<unknown, string>();

  /**
   * Adds an operation, and returns the name of its output: the wanted one, or with a number after
   * it where that is taken.
   */
  add(
    op: string,
    wanted: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const output = this.#free(wanted);
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  /** Whether a value comes from such an operation, however it was transposed since. */
  comesFrom(op: string, name: string): boolean {
    const node = this.nodes.find(({ output }) => output === name);
    return node !== undefined && (node.op === op || (node.op === "Transpose" && this.comesFrom(op, node.inputs[0]!)));
  }

  /**
   * Real numbers under a name. What is there under the same key is not asked for again, so a shared
   * layer's weights lie in the file once.
   */
  floats(wanted: string, make: () => Values<Float32Array>, key: unknown = wanted): string {
    return this.#constant(wanted, make, key);
  }

  /** One real number. */
  scalar(value: number): string {
    return this.floats(`number/${value}`, () => ({ shape: [], values: Float32Array.of(value) }));
  }

  /** Whole numbers `[n]`: a shape, axes. */
  ints(values: readonly number[]): string {
    const wanted = `numbers/${values.join(",")}`;
    return this.#constant(
      wanted,
      () => ({ shape: [values.length], values: BigInt64Array.from(values, BigInt) }),
      wanted,
    );
  }

  #constant(wanted: string, make: () => Values<OnnxTensor["values"]>, key: unknown): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#free(wanted);
    this.tensors.push({ name, ...make() });
    this.#constants.set(key, name);
    return name;
  }

  /** The wanted name, or with a number after it where that is taken. */

  #free(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#names.has(name); number++) name = `${wanted}-${number}`;
    this.#names.add(name);
    return name;
  }
}
