import type { OnnxAttribute, OnnxNode, OnnxTensor } from "./protobuf.ts";

/** A graph of ONNX operations while it is being written. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly tensors: OnnxTensor[] = [];
  readonly #names = new Set<string>();

  /** Adds an operation, and gives the name of what it gives: the wanted one, or with a number after it where that is taken. */
  add(
    op: string,
    wanted: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    let output = wanted;
    for (let number = 2; this.#names.has(output); number++) output = `${wanted}-${number}`;
    this.#names.add(output);
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  /** Real numbers under a name; those that are there already are not asked for again, so a shared layer's weights lie in the file once. */
  floats(name: string, make: () => { shape: readonly number[]; values: Float32Array }): string {
    return this.#once(name, () => ({ name, ...make() }));
  }

  /** One real number. */
  scalar(value: number): string {
    return this.floats(`number/${value}`, () => ({ shape: [], values: Float32Array.of(value) }));
  }

  /** Whole numbers `[n]`: a shape, axes. */
  ints(values: readonly number[]): string {
    const name = `numbers/${values.join(",")}`;
    return this.#once(name, () => ({ name, shape: [values.length], values: BigInt64Array.from(values, BigInt) }));
  }

  #once(name: string, make: () => OnnxTensor): string {
    if (!this.#names.has(name)) {
      this.#names.add(name);
      this.tensors.push(make());
    }
    return name;
  }
}
