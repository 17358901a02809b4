import { uniformWeights, type Weights } from "./adam.ts";

/** The weights of one layer; rows are the gates input, forget, cell, output, `hidden` rows each. */
interface Layer {
  inputs: number;
  input: Weights; //     W [4·hidden, inputs]
  recurrent: Weights; // U [4·hidden, hidden]
  bias: Weights; //      b [4·hidden]
}

/**
 * The network after reading a sequence. Sequences that begin alike share the states of what they
 * have in common.
 */
export interface LstmState {
  /** The state before the last vector; null before the first. */
  readonly before: LstmState | null;
  /** The last vector; empty before the first. */
  readonly x: Float64Array;
  /**
   * The hidden states of all layers, one after the other: what the network makes of the sequence
   * `[layers·hidden]`.
   */
  readonly code: Float64Array;
  readonly cells: Float64Array; // [layers·hidden]
  readonly gates: Float64Array; // i, f, g, o of each layer after their squashing [layers·4·hidden]
  /**
   * The loss's gradient by `code`, for the backward pass; the caller adds what comes from outside
   * `[layers·hidden]`.
   */
  readonly byCode: Float64Array;
  readonly byCells: Float64Array; // [layers·hidden]
}

/**
 * A stacked long short-term memory that turns a sequence of vectors into one.
 *
 *   i, f, o = σ(W x + U h + b),  g = tanh(W x + U h + b),  c ← f∘c + i∘g,  h ← o∘tanh(c)
 *
 * Each layer reads the hidden states of the one below; all states start at zero. Weights start
 * uniform in ±1/√hidden, the forget gate's bias one higher, so that a fresh network remembers.
 * Source: Hochreiter and Schmidhuber 1997, with forget gates: Gers, Schmidhuber and Cummins,
 * "Learning to Forget", 2000.
 */
export class Lstm {
  readonly hidden: number;
  readonly layers: readonly Layer[];

  constructor(size: { inputs: number; hidden: number; layers: number }, random: () => number) {
    this.hidden = size.hidden;
    const bound = 1 / Math.sqrt(size.hidden);
    this.layers = Array.from({ length: size.layers }, (_, layer) => {
      const inputs = layer === 0 ? size.inputs : size.hidden;
      const input = uniformWeights(4 * size.hidden * inputs, bound, random);
      const recurrent = uniformWeights(4 * size.hidden * size.hidden, bound, random);
      const bias = uniformWeights(4 * size.hidden, bound, random);
      for (let i = size.hidden; i < 2 * size.hidden; i++) bias.values[i]! += 1;
      return { inputs, input, recurrent, bias };
    });
  }

  get weights(): Weights[] {
    return this.layers.flatMap(({ input, recurrent, bias }) => [input, recurrent, bias]);
  }

  /** The state before the first vector: all zeros. */
  start(): LstmState {
    return this.#state(null, new Float64Array());
  }

  /** The state after one more vector `[inputs]`. */
  read(before: LstmState, x: Float64Array): LstmState {
    const state = this.#state(before, x);
    for (const [index, layer] of this.layers.entries()) {
      const below = index === 0 ? x : this.#part(state.code, index - 1);
      this.#advance(layer, below, this.#parts(state, index), this.#parts(before, index));
    }
    return state;
  }

  /**
   * Adds to the gradients of all weights, given `byCode` of every state.
   *
   * @param states each after the state before it, as they were read; their `byCode` and `byCells`
   *   are overwritten
   */
  backward(states: readonly LstmState[]): void {
    for (const state of [...states].reverse()) {
      const { before } = state;
      if (!before) continue;
      for (let index = this.layers.length - 1; index >= 0; index--) {
        const layer = this.layers[index]!;
        const earlier = this.#parts(before, index);
        const bySums = this.#retreat(this.#parts(state, index), earlier);
        for (let row = 0; row < bySums.length; row++) layer.bias.gradients[row]! += bySums[row]!;
        addProduct(bySums, layer.recurrent, earlier.h, earlier.byH);
        if (index === 0) addProduct(bySums, layer.input, state.x, null);
        else addProduct(bySums, layer.input, this.#part(state.code, index - 1), this.#part(state.byCode, index - 1));
      }
    }
  }

  #state(before: LstmState | null, x: Float64Array): LstmState {
    const size = this.layers.length * this.hidden;
    return {
      before,
      x,
      code: new Float64Array(size),
      cells: new Float64Array(size),
      gates: new Float64Array(4 * size),
      byCode: new Float64Array(size),
      byCells: new Float64Array(size),
    };
  }

  /** Views of one layer's share of a state. */
  #parts(state: LstmState, layer: number) {
    return {
      h: this.#part(state.code, layer),
      c: this.#part(state.cells, layer),
      gates: state.gates.subarray(4 * layer * this.hidden, 4 * (layer + 1) * this.hidden),
      byH: this.#part(state.byCode, layer),
      byC: this.#part(state.byCells, layer),
    };
  }

  #part(values: Float64Array, layer: number): Float64Array {
    return values.subarray(layer * this.hidden, (layer + 1) * this.hidden);
  }

  #advance(layer: Layer, x: Float64Array, { h, c, gates }: Parts, before: Parts): void {
    const { hidden } = this;
    const input = layer.input.values;
    const recurrent = layer.recurrent.values;
    for (let row = 0, atX = 0, atH = 0; row < 4 * hidden; row++) {
      let sum = layer.bias.values[row]!;
      for (let i = 0; i < x.length; i++, atX++) sum += input[atX]! * x[i]!;
      for (let i = 0; i < hidden; i++, atH++) sum += recurrent[atH]! * before.h[i]!;
      const isCell = row >= 2 * hidden && row < 3 * hidden;
      gates[row] = isCell ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    }
    for (let k = 0; k < hidden; k++) {
      c[k] = gates[hidden + k]! * before.c[k]! + gates[k]! * gates[2 * hidden + k]!;
      h[k] = gates[3 * hidden + k]! * Math.tanh(c[k]!);
    }
  }

  /**
   * Passes the gradient on to the cells before; returns it by W x + U h + b of each gate
   * `[4·hidden]`.
   */
  #retreat({ c, gates, byH, byC }: Parts, before: Parts): Float64Array {
    const { hidden } = this;
    const bySums = new Float64Array(4 * hidden);
    for (let k = 0; k < hidden; k++) {
      const i = gates[k]!;
      const f = gates[hidden + k]!;
      const g = gates[2 * hidden + k]!;
      const o = gates[3 * hidden + k]!;
      const squashed = Math.tanh(c[k]!);
      const byCell = byC[k]! + byH[k]! * o * (1 - squashed * squashed);
      bySums[k] = byCell * g * i * (1 - i);
      bySums[hidden + k] = byCell * before.c[k]! * f * (1 - f);
      bySums[2 * hidden + k] = byCell * i * (1 - g * g);
      bySums[3 * hidden + k] = byH[k]! * squashed * o * (1 - o);
      before.byC[k]! += byCell * f;
    }
    return bySums;
  }
}

type Parts = Record<"h" | "c" | "gates" | "byH" | "byC", Float64Array>;

/**
 * The backward pass of `sums = W x`: adds to the gradients of W `[sums, x]` and, if wanted, to the
 * one by x.
 */
function addProduct(bySums: Float64Array, { values, gradients }: Weights, x: Float64Array, byX: Float64Array | null) {
  for (let row = 0; row < bySums.length; row++) {
    const by = bySums[row]!;
    const at = row * x.length;
    for (let i = 0; i < x.length; i++) gradients[at + i]! += by * x[i]!;
    if (byX) for (let i = 0; i < x.length; i++) byX[i]! += by * values[at + i]!;
  }
}
