import type { Gain, Rated } from "./front-gain.ts";
import { unwarped } from "./step-model.ts";

// Gauss-Hermite quadrature with 7 points, for a standard normal variable.
const points = [0, 1.154405394739968, 2.366759410734541, 3.750439717725742];
const weights = [0.457142857142857, 0.240123178605013, 0.030757123967586, 0.000548268855972];

/**
 * The expected gain of a step whose change of AR, warped, is normal: E[gain(AR + change, PR)].
 *
 * By quadrature, as the gain is piecewise linear in AR and the warp is not. Accuracy can't leave
 * [0, 1], so AR is cut off there.
 *
 * @param from the scheme that the step extends
 * @param removed what the step is expected to remove, a share of the original's parameters
 * @param change mean and standard deviation of the step's change of AR, warped
 * @param highestAr the AR of accuracy 1
 */
export function expectedGain(
  gain: Gain,
  from: Rated,
  removed: number,
  { mean, deviation }: { mean: number; deviation: number },
  highestAr: number,
): number {
  const pr = Math.min(from.pr + removed, 1);
  const at = (z: number) => {
    const ar = from.ar + unwarped(mean + deviation * z);
    return gain.of(Math.min(Math.max(ar, -1), highestAr), pr);
  };
  let sum = weights[0]! * at(0);
  for (let i = 1; i < points.length; i++) sum += weights[i]! * (at(points[i]!) + at(-points[i]!));
  return sum;
}
