/** L of A = L Lᵀ, from A's lower triangle, row-major `[n, n]`; what rounding made negative is 0. */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-10)) : sum / l[j * n + j]!;
    }
  }
  return l;
}

/** x of L x = b. */
export function solveLower(l: Float64Array, n: number, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  return x;
}

/** x of Lᵀ x = b. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  return x;
}

/**
 * The next row of L, of a matrix that grows by a row: what `cholesky` would append.
 *
 * @param rows L so far, row i of length i + 1
 * @param a the matrix's new row, its diagonal last `[rows + 1]`
 */
export function nextRow(rows: readonly Float64Array[], a: ArrayLike<number>): Float64Array {
  const n = rows.length;
  const row = new Float64Array(n + 1);
  for (let j = 0; j <= n; j++) {
    const other = rows[j] ?? row;
    let sum = a[j]!;
    for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
    row[j] = j === n ? Math.sqrt(Math.max(sum, 1e-10)) : sum / other[j]!;
  }
  return row;
}
