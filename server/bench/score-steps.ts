import { deviation, mean } from "d3-array";
import { hypervolume, igdPlus, knee, paretoFront } from "../../search/index.ts";
import type { MeasuredPoint } from "./count-steps.ts";

/** How good a set of measured points is. */
export interface Score {
  /** Area of [AR, PR] above (-0.5, 0); volume of [AR, PR, CR] where points have a cost. */
  hypervolume: number;
  /** The highest AR with PR ≥ 0.3 and 0.6; -0.5 where none is. */
  bestAt30: number;
  bestAt60: number;
  /** IGD+ to the front of all searches together on this seed. */
  igdPlus: number;
  /** PR of the front's knee. */
  kneePr: number;
}

const worst = -0.5;

/**
 * The front of all that was measured, by [AR, PR], or [AR, PR, CR] where points have a cost; the
 * original is always a point.
 */
export function frontOf(points: readonly MeasuredPoint[]): (readonly number[])[] {
  const costs = points.some(({ cr }) => cr !== undefined);
  const objectives = ({ ar, pr, cr = 0 }: MeasuredPoint) => (costs ? [ar, pr, cr] : [ar, pr]);
  return paretoFront([{ ar: 0, pr: 0 }, ...points].map(objectives), (point) => point);
}

/** Area of [AR, PR] above (-0.5, 0), or volume of [AR, PR, CR], of the front of these points. */
export function areaOf(points: readonly MeasuredPoint[]): number {
  const front = frontOf(points);
  return hypervolume(front, front[0]!.length === 2 ? [worst, 0] : [worst, 0, 0]);
}

/** The score of a search's first steps, `reference` being the best front known. */
export function score(points: readonly MeasuredPoint[], reference: readonly (readonly number[])[]): Score {
  const bestAt = (target: number) => Math.max(worst, ...points.filter(({ pr }) => pr >= target).map(({ ar }) => ar));
  const front = frontOf(points);
  return {
    hypervolume: areaOf(points),
    bestAt30: bestAt(0.3),
    bestAt60: bestAt(0.6),
    igdPlus: igdPlus(front, reference),
    kneePr: knee(front, ([ar, pr]) => [ar!, pr!])![1]!,
  };
}

/** A mean, and its standard error. */
export interface Estimate {
  mean: number;
  standardError: number;
}

/** The mean of one figure of several runs; with one run the error is 0. */
export function estimate(values: readonly number[]): Estimate {
  return { mean: mean(values)!, standardError: (deviation(values) ?? 0) / Math.sqrt(values.length) };
}
