/** Where trials lie, so that a chart's axes stand before all of them are there. */
export interface Spread {
  /** How many. */
  measured: number;
  /** The most that one removes of the parameters. */
  pr: number;
  /** Change of accuracy: below it are only a few wild ones, and the highest. */
  validationAr: [low: number, high: number];
}

const fewToLeaveOut = 40;
const leftOut = 0.02;

/** The spread of trials' rates: one that is wild does not press all others together. Null where there is none. */
export function spreadOf(pr: readonly number[], validationAr: readonly number[]): Spread | null {
  if (pr.length === 0) return null;
  const sorted = Float64Array.from(validationAr).sort();
  const low = sorted[sorted.length > fewToLeaveOut ? Math.floor(sorted.length * leftOut) : 0]!;
  return {
    measured: pr.length,
    pr: pr.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY),
    validationAr: [low, sorted.at(-1)!],
  };
}
