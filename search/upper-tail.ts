const seriesUpTo = 3;
const terms = 100;

/**
 * P(Z > z) of a standard normal Z, to 1e-12 of its size.
 *
 * Near 0 by the power series of the distribution, beyond by the continued fraction of its tail.
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.2.11 and 26.2.14.
 */
export function upperTail(z: number): number {
  const x = Math.abs(z);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let tail: number;
  if (x < seriesUpTo) {
    let term = x;
    let sum = x;
    for (let k = 1; k < terms; k++) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    tail = 0.5 - density * sum;
  } else {
    let fraction = x;
    for (let k = terms; k >= 1; k--) fraction = x + k / fraction;
    tail = density / fraction;
  }
  return z >= 0 ? tail : 1 - tail;
}
