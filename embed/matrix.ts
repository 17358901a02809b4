/**
 * Multiplies chosen rows by one matrix: out_i = W x_i. [count, outputs]
 *
 * Shared by TransR's projections and NN_exp's first layer. Plain loops over Float64Array: at width
 * 32 they beat a tensor library's cost per call, and the gradient can be checked exactly.
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
    let k = 0;
    for (; k + 4 <= outputs; k += 4) {
      // Four sums side by side: one load of x for four products, and no sum waits for the one
      // before it.
      const w0 = at + k * inputs;
      const w1 = w0 + inputs;
      const w2 = w1 + inputs;
      const w3 = w2 + inputs;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let d = 0; d < inputs; d++) {
        const value = rows[x + d]!;
        s0 += matrix[w0 + d]! * value;
        s1 += matrix[w1 + d]! * value;
        s2 += matrix[w2 + d]! * value;
        s3 += matrix[w3 + d]! * value;
      }
      out[y + k] = s0;
      out[y + k + 1] = s1;
      out[y + k + 2] = s2;
      out[y + k + 3] = s3;
    }
    for (; k < outputs; k++) {
      const w = at + k * inputs;
      let sum = 0;
      for (let d = 0; d < inputs; d++) sum += matrix[w + d]! * rows[x + d]!;
      out[y + k] = sum;
    }
  }
}

/**
 * The backward pass of `multiplyRows`: from dL/d out to dL/dW (added to `matrixGradient`, from 0)
 * and dL/dx (written over `rowGradients`, [count, inputs], one row for each chosen row).
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
    let k = 0;
    for (; k + 4 <= outputs; k += 4) {
      const s0 = outGradients[i * outputs + k]!;
      const s1 = outGradients[i * outputs + k + 1]!;
      const s2 = outGradients[i * outputs + k + 2]!;
      const s3 = outGradients[i * outputs + k + 3]!;
      if (s0 === 0 && s1 === 0 && s2 === 0 && s3 === 0) continue;
      const w0 = k * inputs;
      const w1 = w0 + inputs;
      const w2 = w1 + inputs;
      const w3 = w2 + inputs;
      for (let d = 0; d < inputs; d++) {
        const value = rows[x + d]!;
        rowGradients[g + d]! +=
          matrix[at + w0 + d]! * s0 + matrix[at + w1 + d]! * s1 + matrix[at + w2 + d]! * s2 + matrix[at + w3 + d]! * s3;
        matrixGradient[w0 + d]! += s0 * value;
        matrixGradient[w1 + d]! += s1 * value;
        matrixGradient[w2 + d]! += s2 * value;
        matrixGradient[w3 + d]! += s3 * value;
      }
    }
    for (; k < outputs; k++) {
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
