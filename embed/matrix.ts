/**
 * Multiplies chosen rows by one matrix: out_i = W x_i. [count, outputs]
 *
 * Shared by TransR's projections and NN_exp's first layer. Plain loops over Float64Array: at width 32 they beat a
 * tensor library's cost per call, and the gradient can be checked exactly.
 *
 * @param matrix W, row-major [outputs, inputs]
 * @param rows   x, all rows [*, inputs]
 * @param chosen which rows, [>= count]
 */
export function multiplyRows(
  matrix: Float64Array,
  at: number,
  inputs: number,
  outputs: number,
  rows: Float64Array,
  chosen: Int32Array,
  count: number,
  out: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const x = chosen[i]! * inputs;
    const y = i * outputs;
    for (let k = 0; k < outputs; k++) {
      const w = at + k * inputs;
      let sum = 0;
      for (let d = 0; d < inputs; d++) sum += matrix[w + d]! * rows[x + d]!;
      out[y + k] = sum;
    }
  }
}

/**
 * The way back of `multiplyRows`: from dL/d out to dL/dW (added to `matrixGradient`, from 0) and dL/dx (written over
 * `rowGradients`, [count, inputs], one row for each chosen row).
 */
export function multiplyRowsBack(
  matrix: Float64Array,
  at: number,
  inputs: number,
  outputs: number,
  rows: Float64Array,
  chosen: Int32Array,
  count: number,
  outGradients: Float64Array,
  matrixGradient: Float64Array,
  rowGradients: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const x = chosen[i]! * inputs;
    const g = i * inputs;
    rowGradients.fill(0, g, g + inputs);
    for (let k = 0; k < outputs; k++) {
      const slope = outGradients[i * outputs + k]!;
      if (slope === 0) continue;
      const w = k * inputs;
      for (let d = 0; d < inputs; d++) {
        rowGradients[g + d]! += matrix[at + w + d]! * slope;
        matrixGradient[w + d]! += slope * rows[x + d]!;
      }
    }
  }
}
