import { uniformWeights, type Weights } from "./adam.ts";

/** What a forward pass leaves for the backward pass. */
export interface MlpPass {
  input: Float64Array;
  hidden: Float64Array;
  output: Float64Array;
}

/**
 * A perceptron with one hidden layer: y = W₂ · relu(W₁ x + b₁) + b₂.
 *
 * Shapes: x `[inputs]`, W₁ `[hidden, inputs]`, W₂ `[outputs, hidden]`. Weights start uniform in
 * ±1/√(layer's inputs).
 */
export class Mlp {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly inner: Weights; //     W₁ [hidden, inputs]
  readonly innerBias: Weights; // b₁ [hidden]
  readonly outer: Weights; //     W₂ [outputs, hidden]
  readonly outerBias: Weights; // b₂ [outputs]

  constructor(size: { inputs: number; hidden: number; outputs: number }, random: () => number) {
    this.inputs = size.inputs;
    this.hidden = size.hidden;
    this.outputs = size.outputs;
    const innerBound = 1 / Math.sqrt(size.inputs);
    const outerBound = 1 / Math.sqrt(size.hidden);
    this.inner = uniformWeights(size.hidden * size.inputs, innerBound, random);
    this.innerBias = uniformWeights(size.hidden, innerBound, random);
    this.outer = uniformWeights(size.outputs * size.hidden, outerBound, random);
    this.outerBias = uniformWeights(size.outputs, outerBound, random);
  }

  get weights(): Weights[] {
    return [this.inner, this.innerBias, this.outer, this.outerBias];
  }

  /** One input `[inputs]` to one output `[outputs]`. */
  forward(input: Float64Array): MlpPass {
    const inner = this.inner.values;
    const hidden = this.innerBias.values.slice();
    for (let h = 0, at = 0; h < hidden.length; h++) {
      let sum = hidden[h]!;
      for (let i = 0; i < input.length; i++, at++) sum += inner[at]! * input[i]!;
      hidden[h] = Math.max(sum, 0);
    }
    const output = this.outerBias.values.slice();
    for (let o = 0; o < this.outputs; o++) {
      for (let h = 0; h < hidden.length; h++) output[o]! += this.outer.values[o * hidden.length + h]! * hidden[h]!;
    }
    return { input, hidden, output };
  }

  /**
   * Adds to the gradients of all weights, given the loss's gradient by the output `[outputs]`.
   *
   * @returns the loss's gradient by the input `[inputs]`
   */
  backward({ input, hidden }: MlpPass, byOutput: Float64Array): Float64Array {
    const { values, gradients } = this.inner;
    const byInput = new Float64Array(this.inputs);
    for (let o = 0; o < this.outputs; o++) this.outerBias.gradients[o]! += byOutput[o]!;
    for (let h = 0; h < this.hidden; h++) {
      if (hidden[h] === 0) continue; // relu is off: no gradient passes, neither inwards nor to W₂
      let byHidden = 0;
      for (let o = 0; o < this.outputs; o++) {
        const at = o * this.hidden + h;
        byHidden += this.outer.values[at]! * byOutput[o]!;
        this.outer.gradients[at]! += byOutput[o]! * hidden[h]!;
      }
      this.innerBias.gradients[h]! += byHidden;
      for (let i = 0, at = h * input.length; i < input.length; i++, at++) {
        gradients[at]! += byHidden * input[i]!;
        byInput[i]! += byHidden * values[at]!;
      }
    }
    return byInput;
  }

  /**
   * Many inputs that differ in their head and share their tail: what the tail adds to the hidden
   * layer is summed once.
   *
   * @param heads `[count, inputs - tail.length]`, row-major
   * @param tail `[inputs - head]`
   * @returns outputs `[count, outputs]`, row-major
   */
  forwardHeads(heads: Float64Array, count: number, tail: Float64Array): Float64Array {
    const width = this.inputs - tail.length;
    const shared = Float64Array.from(this.innerBias.values);
    const inner = new Float64Array(this.hidden * width); // W₁'s columns for the head, densely
    for (let h = 0; h < this.hidden; h++) {
      const row = h * this.inputs;
      for (let i = 0; i < width; i++) inner[h * width + i] = this.inner.values[row + i]!;
      for (let i = 0; i < tail.length; i++) shared[h]! += this.inner.values[row + width + i]! * tail[i]!;
    }
    const outputs = new Float64Array(count * this.outputs);
    const outer = this.outer.values;
    for (let c = 0; c < count; c++) {
      const head = c * width;
      const at = c * this.outputs;
      for (let o = 0; o < this.outputs; o++) outputs[at + o] = this.outerBias.values[o]!;
      for (let h = 0; h < this.hidden; h++) {
        let sum = shared[h]!;
        const row = h * width;
        for (let i = 0; i < width; i++) sum += inner[row + i]! * heads[head + i]!;
        if (sum > 0) for (let o = 0; o < this.outputs; o++) outputs[at + o]! += outer[o * this.hidden + h]! * sum;
      }
    }
    return outputs;
  }
}
