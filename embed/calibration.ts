/** How often intervals contain the outcome, over predictions of unseen results. */
export interface Calibration {
  /** Fraction of errors within the 90 % interval, AR and PR. 0.9 is right. */
  within90: [ar: number, pr: number];
  /** Mean half width of these intervals, AR and PR, fractions. */
  halfWidth90: [ar: number, pr: number];
}

/**
 * A prediction of an unseen result: its error and its spread, AR and PR, and the fold that was held
 * out.
 */
export interface SpreadError {
  fold: string;
  error: [ar: number, pr: number];
  spread: [ar: number, pr: number];
}

const level = 0.9;
/**
 * The least spread that is used: a tenth of a percentage point, the precision of printed results.
 */
const leastSpread = 1e-3;

/**
 * Half the width of the 90 % interval around a prediction with this `spread`, from the errors of
 * other predictions.
 *
 * The spread measures what networks disagree about, and nothing of what they all get wrong. So the
 * scale of an error is √(spread² + b²), with b the root mean square of the others' errors, and the
 * width is the smallest multiple of it that covers ⌈0.9 (n + 1)⌉ of the n others, or all of them
 * where that is more than n.
 *
 * Source: split conformal prediction with a normalised score (Lei et al., JASA 2018, section 5.2).
 * Its guarantee of 90 % needs errors that are exchangeable between folds. Papers and tasks differ,
 * so the coverage is measured (`calibrate`).
 */
export function halfWidth(others: readonly SpreadError[], spread: number, side: 0 | 1): number {
  if (others.length === 0) return Number.POSITIVE_INFINITY;
  const noise = Math.sqrt(others.reduce((sum, { error }) => sum + error[side] ** 2, 0) / others.length);
  const scale = (own: number) => Math.max(leastSpread, Math.hypot(own, noise));
  const scores = others.map((each) => Math.abs(each.error[side]) / scale(each.spread[side])).sort((a, b) => a - b);
  const rank = Math.min(scores.length, Math.ceil(level * (scores.length + 1)));
  return scores[rank - 1]! * scale(spread);
}

/**
 * Checks the intervals of each fold, computed from the other folds, so that none is checked on
 * errors it was fitted to. Needs two folds.
 */
export function calibrate(predictions: readonly SpreadError[]): Calibration {
  const within: [number, number] = [0, 0];
  const width: [number, number] = [0, 0];
  for (const { fold, error, spread } of predictions) {
    const others = predictions.filter((each) => each.fold !== fold);
    for (const side of [0, 1] as const) {
      const half = halfWidth(others, spread[side], side);
      if (Math.abs(error[side]) <= half) within[side] += 1 / predictions.length;
      width[side] += half / predictions.length;
    }
  }
  return { within90: within, halfWidth90: width };
}
