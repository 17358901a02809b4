/**
 * Adam's memory for a table of rows: running means of each gradient and of its square, and how
 * often each row was moved.
 *
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1.
 * Differs: lazy. A row without a gradient in a step is left alone, moments and all, and its bias
 * correction counts its own steps. So a step costs what its batch touches, not the whole table. A
 * dense tensor is a table of one row.
 */
export interface Adam {
  /** May change between steps. */
  rate: number;
  width: number;
  /** [rows, width] */
  mean: Float64Array;
  /** [rows, width] */
  square: Float64Array;
  /**
   * Bias of each mean: its decay to the power of the row's steps. Stored, because a power costs
   * more than the rest of a row. [rows]
   */
  meanBias: Float64Array;
  squareBias: Float64Array;
}

const meanDecay = 0.9;
const squareDecay = 0.999;
const epsilon = 1e-8;

/** A fresh memory for a table [rows, width]. */
export function startAdam(rows: number, width: number, rate: number): Adam {
  return {
    rate,
    width,
    mean: new Float64Array(rows * width),
    square: new Float64Array(rows * width),
    meanBias: new Float64Array(rows).fill(1),
    squareBias: new Float64Array(rows).fill(1),
  };
}

/**
 * Moves one row of `values` [rows, width] against its gradient, which is in `gradient` from `at`
 * on. In place.
 */
export function moveRow(adam: Adam, values: Float64Array, row: number, gradient: Float64Array, at: number): void {
  const { width, mean, square } = adam;
  const meanBias = adam.meanBias[row]! * meanDecay;
  const squareBias = adam.squareBias[row]! * squareDecay;
  adam.meanBias[row] = meanBias;
  adam.squareBias[row] = squareBias;
  const unbias = Math.sqrt(1 - squareBias);
  const rate = (adam.rate * unbias) / (1 - meanBias);
  const floor = epsilon * unbias;
  for (let d = 0, i = row * width; d < width; d++, i++) {
    const slope = gradient[at + d]!;
    const m = meanDecay * mean[i]! + (1 - meanDecay) * slope;
    const v = squareDecay * square[i]! + (1 - squareDecay) * slope * slope;
    mean[i] = m;
    square[i] = v;
    values[i]! -= (rate * m) / (Math.sqrt(v) + floor);
  }
}
