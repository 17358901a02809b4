/** How well intervals hold what they promise, over predictions of the unseen. */
export interface Calibration {
  /** Fraction of errors within the 90 % interval, AR and PR. 0.9 is right. */
  within90: [ar: number, pr: number];
  /** Mean half width of these intervals, AR and PR, fractions. */
  halfWidth90: [ar: number, pr: number];
}

/** A prediction of something unseen: its error and the spread that came with it, AR and PR, and the fold it was unseen in. */
export interface SpreadError {
  fold: string;
  error: [ar: number, pr: number];
  spread: [ar: number, pr: number];
}

const level = 0.9;
/** No spread is taken for less: a tenth of a percent point, as results are printed. */
const leastSpread = 1e-3;

/**
 * Half the width of the 90 % interval around a prediction that comes with `spread`, from the errors of others.
 *
 * A spread tells what networks disagree about, and nothing of what they all get wrong: so the scale of an error is √(spread² + b²), b being the root
 * mean square of the others' errors. The width is as many scales as the least that holds ⌈0.9 (n + 1)⌉ of the n others, or all of them where that is more than n.
 *
 * Source: split conformal prediction with a normalised score (Lei et al., JASA 2018, section 5.2). Its promise of 90 % is for errors that
 * come alike in all folds; papers and tasks differ, so what is kept is measured (`calibrate`).
 */
export function halfWidth(others: readonly SpreadError[], spread: number, side: 0 | 1): number {
  if (others.length === 0) return Number.POSITIVE_INFINITY;
  const noise = Math.sqrt(others.reduce((sum, { error }) => sum + error[side] ** 2, 0) / others.length);
  const scale = (own: number) => Math.max(leastSpread, Math.hypot(own, noise));
  const scores = others.map((each) => Math.abs(each.error[side]) / scale(each.spread[side])).sort((a, b) => a - b);
  const rank = Math.min(scores.length, Math.ceil(level * (scores.length + 1)));
  return scores[rank - 1]! * scale(spread);
}

/** Judges the intervals of each fold, which the other folds give, so that none is judged by errors it was fitted to. Needs two folds. */
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
