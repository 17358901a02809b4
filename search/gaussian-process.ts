import { cholesky, solveLower, solveUpper } from "./cholesky.ts";

/** What a Gaussian process knows after observations: enough to predict at other points. */
export interface Posterior {
  /** The kernel's scale σ² that explains the observations best. */
  scale: number;
  /** The variance of one observation that does, before it is multiplied by D. */
  noise: number;
  /** (K + N)⁻¹ y `[n]`. */
  alpha: Float64Array;
  /** The lower triangle L of K + N = L Lᵀ, row-major `[n, n]`. */
  factor: Float64Array;
  /** log p(y), up to a constant. */
  evidence: number;
}

/** What may be chosen by the evidence. */
export interface Choices {
  /** σ²: what the kernel is multiplied by. */
  scales: readonly number[];
  /** The variance of one observation. */
  noises: readonly number[];
}

/**
 * A Gaussian process after `n` observations, with its scale and noise chosen by the evidence:
 * y ~ N(0, σ² K + noise · D).
 *
 * Costs one factorisation, n³/6, for each pair of scale and noise.
 * Source: Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, Algorithm 2.1
 * and Eq. 5.8. A weak log-normal prior around each list's middle keeps few observations from
 * deciding.
 *
 * @param kernel K without its scale, the lower triangle's rows `[i][0..i]`
 * @param y the observations less their prior means `[n]`
 * @param relativeNoise D, what multiplies the noise at each `[n]`
 */
export function posterior(
  kernel: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  relativeNoise: ArrayLike<number>,
  { scales, noises }: Choices,
): Posterior {
  const n = y.length;
  const usualScale = geometricMean(scales);
  const usualNoise = geometricMean(noises);
  let best: Posterior | undefined;
  for (const scale of scales) {
    for (const noise of noises) {
      const sum = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) sum[i * n + j] = scale * kernel[i]![j]!;
        sum[i * n + i]! += noise * relativeNoise[i]!;
      }
      const factor = cholesky(sum, n);
      let logDeterminant = 0;
      for (let i = 0; i < n; i++) logDeterminant += Math.log(factor[i * n + i]!);
      const solved = solveLower(factor, n, Float64Array.from(y));
      let squares = 0;
      for (const value of solved) squares += value * value;
      const unusual = Math.log(scale / usualScale) ** 2 / 2 + Math.log(noise / usualNoise) ** 2 / 4;
      const evidence = -squares / 2 - logDeterminant - unusual;
      if (!best || evidence > best.evidence) best = { scale, noise, factor, alpha: solved, evidence };
    }
  }
  return { ...best!, alpha: solveUpper(best!.factor, n, best!.alpha) };
}

/**
 * The variance of the process at a point, without observation noise: σ² k(x, x) - ‖L⁻¹ σ² k‖².
 *
 * @param kernel k(x, xᵢ) without the scale `[n]`
 * @param own k(x, x) without the scale
 */
export function variance({ scale, factor }: Posterior, kernel: ArrayLike<number>, own: number): number {
  // L⁻¹ is linear, so the scale may follow.
  const solved = solveLower(factor, kernel.length, kernel);
  let known = 0;
  for (const value of solved) known += value * value;
  return Math.max(scale * own - scale ** 2 * known, 1e-9);
}

/** L⁻¹ k, of the scaled kernel between a point and the observations `[n]`. */
export function projected({ factor }: Posterior, kernel: ArrayLike<number>): Float64Array {
  return solveLower(factor, kernel.length, kernel);
}

/**
 * What the process expects of each observation from the others alone: its mean, and its standard
 * deviation without observation noise. Scale and noise are those that all of them chose.
 *
 * Source: Rasmussen and Williams, 2006, Eq. 5.12: yᵢ - αᵢ / [K⁻¹]ᵢᵢ and 1 / [K⁻¹]ᵢᵢ.
 *
 * @param y the observations less their prior means `[n]`
 * @param relativeNoise D `[n]`
 */
export function leaveOneOut(
  { factor, alpha, noise }: Posterior,
  y: ArrayLike<number>,
  relativeNoise: ArrayLike<number>,
): { mean: Float64Array; deviation: Float64Array } {
  const n = y.length;
  const mean = new Float64Array(n);
  const deviation = new Float64Array(n);
  const column = new Float64Array(n); // of L⁻¹
  for (let i = 0; i < n; i++) {
    let precision = 0; // [K⁻¹]ᵢᵢ
    for (let k = i; k < n; k++) {
      let sum = k === i ? 1 : 0;
      for (let j = i; j < k; j++) sum -= factor[k * n + j]! * column[j]!;
      column[k] = sum / factor[k * n + k]!;
      precision += column[k]! ** 2;
    }
    mean[i] = y[i]! - alpha[i]! / precision;
    deviation[i] = Math.sqrt(Math.max(1 / precision - noise * relativeNoise[i]!, 1e-9));
  }
  return { mean, deviation };
}

/** The middle of some choices. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
