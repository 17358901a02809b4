/** How well a spread tells an error, over predictions of the unseen. */
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

/** A standard normal is within this of 0 with probability 0.9. */
const z90 = 1.6448536269514722;
/** No spread is taken for less: a tenth of a percent point, as results are printed. */
const leastSpread = 1e-3;

/** The factor that makes spreads as large as errors are: the root mean square of error / spread. 1 where nothing is known. */
export function spreadFactor(predictions: readonly SpreadError[], side: 0 | 1): number {
  if (predictions.length === 0) return 1;
  const squares = predictions.map(({ error, spread }) => (error[side] / Math.max(leastSpread, spread[side])) ** 2);
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}

/** Scales the spreads of each fold by the factor that the other folds give, so that none is judged by errors it was fitted to. */
export function calibrate(predictions: readonly SpreadError[]): Calibration {
  const within: [number, number] = [0, 0];
  const width: [number, number] = [0, 0];
  for (const { fold, error, spread } of predictions) {
    const others = predictions.filter((each) => each.fold !== fold);
    for (const side of [0, 1] as const) {
      const half = z90 * spreadFactor(others, side) * Math.max(leastSpread, spread[side]);
      if (Math.abs(error[side]) <= half) within[side] += 1 / predictions.length;
      width[side] += half / predictions.length;
    }
  }
  return { within90: within, halfWidth90: width };
}
