import quantile from "@stdlib/stats-base-dists-normal-quantile";

/**
 * A sample's size, mean and sums of powers of the deviations from the mean: M_p = Σ (x - mean)^p.
 */
export interface Moments {
  count: number;
  mean: number;
  m2: number;
  m3: number;
  m4: number;
}

/**
 * The first four moments in one pass, updated value by value, so that a mean far from zero costs no
 * digits.
 *
 * Source: Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and
 * Arbitrary-Order Statistical Moments", Sandia report SAND2008-6212, 2008, equations 1.5 to 1.7 for
 * one new value.
 */
export function momentsOf(values: Iterable<number>): Moments {
  let [count, mean, m2, m3, m4] = [0, 0, 0, 0, 0];
  for (const value of values) {
    const n = ++count;
    const delta = value - mean;
    const step = delta / n;
    const term = delta * step * (n - 1);
    mean += step;
    m4 += step * (term * step * (n * n - 3 * n + 3) + 6 * step * m2 - 4 * m3);
    m3 += step * (term * (n - 2) - 3 * m2);
    m2 += term;
  }
  return { count, mean, m2, m3, m4 };
}

/**
 * Skewness g1 = (M3/n) / (M2/n)^1.5, biased as scipy's `skew`; 0 where all values are the same.
 * Unitless.
 */
export function skewness({ count, m2, m3 }: Moments): number {
  return m2 > 0 ? (m3 / count) * (m2 / count) ** -1.5 : 0;
}

/**
 * Excess kurtosis g2 = (M4/n) / (M2/n)² - 3, biased as scipy's `kurtosis`; 0 where all values are
 * the same. Unitless, a Gaussian has 0.
 */
export function excessKurtosis({ count, m2, m4 }: Moments): number {
  return m2 > 0 ? (count * m4) / m2 ** 2 - 3 : 0;
}

/**
 * Third k-statistic, the unbiased estimate of the third cumulant: n M3 / ((n-1)(n-2)). In the
 * values' unit cubed; a Gaussian has 0.
 *
 * 0 for fewer than 3 values, which are too few for it.
 * Source: Fisher, "Moments and Product Moments of Sampling Distributions", 1930; scipy's
 * `kstat(x, 3)`.
 */
export function thirdKStatistic({ count: n, m3 }: Moments): number {
  return n < 3 ? 0 : (n * m3) / ((n - 1) * (n - 2));
}

/**
 * Fourth k-statistic, the unbiased estimate of the fourth cumulant: (n(n+1) M4 - 3(n-1) M2²) /
 * ((n-1)(n-2)(n-3)).
 *
 * In the values' unit to the fourth; a Gaussian has 0. 0 for fewer than 4 values. Source: as for
 * the third; scipy's `kstat(x, 4)`.
 */
export function fourthKStatistic({ count: n, m2, m4 }: Moments): number {
  return n < 4 ? 0 : (n * (n + 1) * m4 - 3 * (n - 1) * m2 ** 2) / ((n - 1) * (n - 2) * (n - 3));
}

/**
 * Jarque-Bera statistic, n/6 (g1² + g2²/4): 0 for a sample as symmetric and as tailed as a
 * Gaussian, the larger the less Gaussian.
 *
 * Unitless; grows with the number of values. Source: Jarque and Bera, Economics Letters 6, 1980.
 */
export function jarqueBera(moments: Moments): number {
  return (moments.count / 6) * (skewness(moments) ** 2 + excessKurtosis(moments) ** 2 / 4);
}

/** Royston's corrections to the two outermost weights, polynomials in 1/√n. */
const outermost = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const secondOutermost = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];

/**
 * Shapiro-Wilk's W in (0, 1]: how straight the sample lies on a normal quantile plot, 1 for a
 * Gaussian.
 *
 *   W = (Σ a_i x_(i))² / Σ (x_i - mean)²,   x_(1) ≤ … ≤ x_(n)
 *
 * 1 for fewer than 3 values and where all are the same: nothing speaks against a Gaussian. Sorts a
 * copy of the values.
 * Source: Royston, "Remark AS R94", Applied Statistics 44, 1995, for the weights a. Its p-values
 * hold up to 5,000 values, W for any number.
 */
export function shapiroWilk(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 3) return 1;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted[n >> 1]!; // taken off, so that a mean far from zero costs no digits
  if (sorted[0] === sorted[n - 1]) return 1;
  const weights = shapiroWeights(n); // of the upper half, outermost first; the lower half's are the same with a minus
  let aligned = 0;
  weights.forEach((weight, i) => {
    aligned += weight * (sorted[n - 1 - i]! - sorted[i]!);
  });
  const { m2 } = momentsOf(sorted.map((value) => value - middle));
  return Math.min(1, aligned ** 2 / m2);
}

/** The n/2 positive weights a_n, a_(n-1), …, of unit length with their negatives. */
function shapiroWeights(n: number): Float64Array {
  if (n === 3) return Float64Array.of(Math.SQRT1_2);
  const normal = quantile.factory(0, 1);
  const scores = new Float64Array(n >> 1).map((_, i) => -normal((i + 1 - 0.375) / (n + 0.25)));
  const total = 2 * scores.reduce((sum, score) => sum + score ** 2, 0);
  const corrected = [outermost, ...(n > 5 ? [secondOutermost] : [])].map(
    (coefficients, i) => polynomial(coefficients, 1 / Math.sqrt(n)) + scores[i]! / Math.sqrt(total),
  );
  const left = corrected.reduce((rest, _, i) => rest - 2 * scores[i]! ** 2, total);
  const room = corrected.reduce((rest, weight) => rest - 2 * weight ** 2, 1);
  return scores.map((score, i) => corrected[i] ?? score * Math.sqrt(room / left));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
