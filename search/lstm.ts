import { uniformWeights, type Weights } from "./adam.ts";

/** The weights of one layer; rows are the gates input, forget, cell, output, `hidden` rows each. */
interface Layer {
  inputs: number;
  input: Weights; //     W [4·hidden, inputs]
  recurrent: Weights; // U [4·hidden, hidden]
  bias: Weights; //      b [4·hidden]
}

/** One layer at one time step, kept for the backward pass. */
interface Moment {
  x: Float64Array; //     [inputs]
  before: Float64Array; // h of the step before [hidden]
  gates: Float64Array; // i, f, g, o after their squashing [4·hidden]
  cellBefore: Float64Array; // [hidden]
  cell: Float64Array; //  [hidden]
  h: Float64Array; //     [hidden]
}

/** What a forward pass leaves: `code` is its result, `moments[layer][time]` is for the backward pass. */
export interface LstmPass {
  /** The last hidden states of all layers, one after the other `[layers·hidden]`; zeros for an empty sequence. */
  code: Float64Array;
  moments: Moment[][];
}

/**
 * A stacked long short-term memory that turns a sequence of vectors into one.
 *
 *   i, f, o = σ(W x + U h + b),  g = tanh(W x + U h + b),  c ← f∘c + i∘g,  h ← o∘tanh(c)
 *
 * Each layer reads the hidden states of the one below; all states start at zero. Weights start uniform in ±1/√hidden,
 * the forget gate's bias one higher, so that a fresh network remembers.
 * Source: Hochreiter and Schmidhuber 1997, with forget gates: Gers, Schmidhuber and Cummins, "Learning to Forget", 2000.
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

  /** Reads a sequence of vectors `[inputs]`, first to last. */
  forward(sequence: readonly Float64Array[]): LstmPass {
    const code = new Float64Array(this.layers.length * this.hidden);
    let below = sequence;
    const moments = this.layers.map((layer, index) => {
      let h: Float64Array = new Float64Array(this.hidden);
      let cell: Float64Array = new Float64Array(this.hidden);
      const through = below.map((x) => {
        const moment = this.#advance(layer, x, h, cell);
        h = moment.h;
        cell = moment.cell;
        return moment;
      });
      code.set(h, index * this.hidden);
      below = through.map((moment) => moment.h);
      return through;
    });
    return { code, moments };
  }

  /** Adds to the gradients of all weights, given the loss's gradient by the code `[layers·hidden]`. */
  backward({ moments }: LstmPass, byCode: Float64Array): void {
    const length = moments[0]!.length;
    // What each time step of the layer at hand receives from the layer above.
    let fromAbove: Float64Array[] = Array.from({ length }, () => new Float64Array(this.hidden));
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const layer = this.layers[index]!;
      let byH = byCode.slice(index * this.hidden, (index + 1) * this.hidden);
      let byCell = new Float64Array(this.hidden);
      const toBelow: Float64Array[] = [];
      for (let time = length - 1; time >= 0; time--) {
        for (let k = 0; k < this.hidden; k++) byH[k]! += fromAbove[time]![k]!;
        const back = this.#retreat(layer, moments[index]![time]!, byH, byCell);
        byH = back.byBefore;
        byCell = back.byCellBefore;
        toBelow[time] = back.byX;
      }
      fromAbove = toBelow;
    }
  }

  #advance(layer: Layer, x: Float64Array, before: Float64Array, cellBefore: Float64Array): Moment {
    const { hidden } = this;
    const { inputs } = layer;
    const input = layer.input.values;
    const recurrent = layer.recurrent.values;
    const gates = layer.bias.values.slice();
    for (let row = 0; row < 4 * hidden; row++) {
      let sum = gates[row]!;
      for (let i = 0, at = row * inputs; i < inputs; i++, at++) sum += input[at]! * x[i]!;
      for (let i = 0, at = row * hidden; i < hidden; i++, at++) sum += recurrent[at]! * before[i]!;
      gates[row] = row >= 2 * hidden && row < 3 * hidden ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    }
    const cell = new Float64Array(hidden);
    const h = new Float64Array(hidden);
    for (let k = 0; k < hidden; k++) {
      cell[k] = gates[hidden + k]! * cellBefore[k]! + gates[k]! * gates[2 * hidden + k]!;
      h[k] = gates[3 * hidden + k]! * Math.tanh(cell[k]!);
    }
    return { x, before, gates, cellBefore, cell, h };
  }

  #retreat(layer: Layer, moment: Moment, byH: Float64Array, byCellAfter: Float64Array) {
    const { hidden } = this;
    const { x, before, gates, cellBefore, cell } = moment;
    const bySum = new Float64Array(4 * hidden); // by W x + U h + b of each gate
    const byCellBefore = new Float64Array(hidden);
    for (let k = 0; k < hidden; k++) {
      const i = gates[k]!;
      const f = gates[hidden + k]!;
      const g = gates[2 * hidden + k]!;
      const o = gates[3 * hidden + k]!;
      const squashed = Math.tanh(cell[k]!);
      const byCell = byCellAfter[k]! + byH[k]! * o * (1 - squashed * squashed);
      bySum[k] = byCell * g * i * (1 - i);
      bySum[hidden + k] = byCell * cellBefore[k]! * f * (1 - f);
      bySum[2 * hidden + k] = byCell * i * (1 - g * g);
      bySum[3 * hidden + k] = byH[k]! * squashed * o * (1 - o);
      byCellBefore[k] = byCell * f;
    }
    const byX = new Float64Array(layer.inputs);
    const byBefore = new Float64Array(hidden);
    addProduct(bySum, layer.input, x, byX);
    addProduct(bySum, layer.recurrent, before, byBefore);
    for (let row = 0; row < 4 * hidden; row++) layer.bias.gradients[row]! += bySum[row]!;
    return { byX, byBefore, byCellBefore };
  }
}

/** The backward pass of `sum = W x`: adds to the gradients of W `[rows, x]` and to `byX`. */
function addProduct(bySum: Float64Array, weights: Weights, x: Float64Array, byX: Float64Array): void {
  const { values, gradients } = weights;
  for (let row = 0, at = 0; row < bySum.length; row++) {
    const by = bySum[row]!;
    for (let i = 0; i < x.length; i++, at++) {
      gradients[at]! += by * x[i]!;
      byX[i]! += by * values[at]!;
    }
  }
}
