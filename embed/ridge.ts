/**
 * How well a linear map from vectors tells what is known of them, on vectors it was not fitted to:
 * ridge regression, in folds.
 *
 * Coordinates have mean 0 and spread 1, so that one penalty suits all of them.
 */

/** Sums over the rows of a fold: Xᵀ X and Xᵀ y. [width, width], [width, targets] */
interface Normal {
  gram: Float64Array;
  cross: Float64Array;
}

/**
 * The predictions of ridge regression for every row, each by the map that was fitted to the other
 * folds.
 *
 *   ŷ = x B,  B = (Xᵀ X + λ I)⁻¹ Xᵀ Y
 *
 * @param x     standardised coordinates and a 1 [rows, width]
 * @param y     targets [rows, targets]
 * @param folds the fold of each row, from 0. [rows]
 * @returns [rows, targets]
 */
export function foldedRidge(
  x: Float64Array,
  width: number,
  y: Float64Array,
  targets: number,
  folds: Int32Array,
  lambda: number,
): Float64Array {
  const rows = folds.length;
  const count = 1 + folds.reduce((most, fold) => Math.max(most, fold), 0);
  const parts = Array.from({ length: count }, () => emptyNormal(width, targets));
  for (let i = 0; i < rows; i++) addRow(parts[folds[i]!]!, x, i, width, y, targets);
  const maps = parts.map((own) => {
    const rest = emptyNormal(width, targets);
    for (const part of parts) if (part !== own) addNormal(rest, part);
    return solveRidge(rest, width, targets, lambda);
  });
  const predicted = new Float64Array(rows * targets);
  for (let i = 0; i < rows; i++) applyMap(maps[folds[i]!]!, x, i, width, predicted, targets);
  return predicted;
}

/** The same, with one map fitted to all rows. [rows, targets] */
export function fittedRidge(
  x: Float64Array,
  width: number,
  y: Float64Array,
  targets: number,
  lambda: number,
): Float64Array {
  const rows = x.length / width;
  const all = emptyNormal(width, targets);
  for (let i = 0; i < rows; i++) addRow(all, x, i, width, y, targets);
  const map = solveRidge(all, width, targets, lambda);
  const predicted = new Float64Array(rows * targets);
  for (let i = 0; i < rows; i++) applyMap(map, x, i, width, predicted, targets);
  return predicted;
}

function emptyNormal(width: number, targets: number): Normal {
  return { gram: new Float64Array(width * width), cross: new Float64Array(width * targets) };
}

function addNormal(into: Normal, { gram, cross }: Normal): void {
  for (let i = 0; i < gram.length; i++) into.gram[i]! += gram[i]!;
  for (let i = 0; i < cross.length; i++) into.cross[i]! += cross[i]!;
}

function addRow(
  { gram, cross }: Normal,
  x: Float64Array,
  row: number,
  width: number,
  y: Float64Array,
  targets: number,
): void {
  for (let a = 0; a < width; a++) {
    const value = x[row * width + a]!;
    if (value === 0) continue;
    for (let b = 0; b < width; b++) gram[a * width + b]! += value * x[row * width + b]!;
    for (let t = 0; t < targets; t++) cross[a * targets + t]! += value * y[row * targets + t]!;
  }
}

function applyMap(
  map: Float64Array,
  x: Float64Array,
  row: number,
  width: number,
  out: Float64Array,
  targets: number,
): void {
  for (let a = 0; a < width; a++) {
    const value = x[row * width + a]!;
    if (value === 0) continue;
    for (let t = 0; t < targets; t++) out[row * targets + t]! += value * map[a * targets + t]!;
  }
}

/** (G + λ I)⁻¹ C by Cholesky's decomposition; λ > 0 makes G + λ I positive definite. [width, targets] */
function solveRidge({ gram, cross }: Normal, width: number, targets: number, lambda: number): Float64Array {
  const lower = gram.slice();
  for (let i = 0; i < width; i++) lower[i * width + i]! += lambda;
  for (let j = 0; j < width; j++) {
    for (let i = j; i < width; i++) {
      let sum = lower[i * width + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * width + k]! * lower[j * width + k]!;
      lower[i * width + j] = i === j ? Math.sqrt(sum) : sum / lower[j * width + j]!;
    }
  }
  const solved = cross.slice();
  for (let t = 0; t < targets; t++) {
    for (let i = 0; i < width; i++) {
      let sum = solved[i * targets + t]!;
      for (let k = 0; k < i; k++) sum -= lower[i * width + k]! * solved[k * targets + t]!;
      solved[i * targets + t] = sum / lower[i * width + i]!;
    }
    for (let i = width - 1; i >= 0; i--) {
      let sum = solved[i * targets + t]!;
      for (let k = i + 1; k < width; k++) sum -= lower[k * width + i]! * solved[k * targets + t]!;
      solved[i * targets + t] = sum / lower[i * width + i]!;
    }
  }
  return solved;
}
