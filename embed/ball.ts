/** The unit ball that e, r and W_r e stay in is ‖x‖₂ <= 1, or ‖x‖₁ <= 1. */
export type Ball = 1 | 2;

/** ‖x‖ of a row of a table [*, dim]. */
export function rowLength(rows: Float64Array, row: number, dim: number, ball: Ball): number {
  let sum = 0;
  if (ball === 1) {
    for (let i = row * dim; i < (row + 1) * dim; i++) sum += Math.abs(rows[i]!);
    return sum;
  }
  for (let i = row * dim; i < (row + 1) * dim; i++) sum += rows[i]! * rows[i]!;
  return Math.sqrt(sum);
}

/** Scales a row back to length 1 where it is longer. In place; returns its length before. */
export function clipRow(rows: Float64Array, row: number, dim: number, ball: Ball): number {
  const length = rowLength(rows, row, dim, ball);
  if (length <= 1) return length;
  for (let i = row * dim; i < (row + 1) * dim; i++) rows[i]! /= length;
  return length;
}

/**
 * The backward pass of `clipRow` where it is part of a function: from dL/dp to dL/du, in place, for
 * p = u / ‖u‖ it is (g − (g·p) ∇‖u‖) / ‖u‖, where ∇‖u‖₂ = p and ∇‖u‖₁ = sign(p).
 *
 * @param p      clipped rows [*, dim], of which `row` is one
 * @param length ‖u‖, the row's length before
 * @param slopes rows of slopes [*, dim], of which `at` is this row's
 */
export function unclipRow(
  p: Float64Array,
  row: number,
  length: number,
  slopes: Float64Array,
  at: number,
  dim: number,
  ball: Ball,
): void {
  if (length <= 1) return;
  const from = row * dim;
  const to = at * dim;
  let along = 0;
  for (let d = 0; d < dim; d++) along += slopes[to + d]! * p[from + d]!;
  for (let d = 0; d < dim; d++) {
    const value = p[from + d]!;
    const normSlope = ball === 1 ? Math.sign(value) : value;
    slopes[to + d] = (slopes[to + d]! - along * normSlope) / length;
  }
}
