import { mean, sum } from "d3-array";

/** How far chance moves an accuracy; all are fractions of 1, standard deviations but for `mean`. */
export interface AccuracyNoise {
  mean: number;
  /** Of the seed: the same step, measured on the same images. */
  bySeed: number;
  /** Of the draw: the same model, measured on other images. */
  byDraw: number;
  /** Of both together, beyond the sum of the two: what suits one seed's model in one draw. */
  rest: number;
  /** Of one accuracy: one seed, one draw. */
  once: number;
  /** Standard error of a mean over so many seeds, all measured on one draw: as a study has it. */
  standardError: number;
  /**
   * Two schemes that are each run once and measured on the same draw differ for sure, by two
   * standard errors, from here on.
   */
  apart: number;
}

/**
 * Splits the variance of accuracies `[seed][draw]`, every seed measured on every draw, into what
 * comes of the seed, of the draw, and of neither alone:
 *
 *   accuracy = mean + seed + draw + rest
 *
 * by the mean squares of a two-way analysis of variance without repetition; a part that comes out
 * below zero is zero. At least two seeds and two draws.
 * Source: Searle, Casella and McCulloch, "Variance Components", Wiley 1992, section 4.
 */
export function accuracyNoise(accuracies: readonly (readonly number[])[]): AccuracyNoise {
  const [seeds, draws] = [accuracies.length, accuracies[0]!.length];
  const all = mean(accuracies.flat())!;
  const ofSeed = accuracies.map((row) => mean(row)!);
  const ofDraw = accuracies[0]!.map((_, draw) => mean(accuracies, (row) => row[draw])!);
  const squares = (values: readonly number[], about: (index: number) => number) =>
    sum(values, (value, index) => (value - about(index)) ** 2);
  const left = sum(accuracies, (row, seed) => squares(row, (draw) => ofSeed[seed]! + ofDraw[draw]! - all));
  const rest = left / ((seeds - 1) * (draws - 1));
  const seed = Math.max(0, (draws * squares(ofSeed, () => all)) / (seeds - 1) - rest) / draws;
  const draw = Math.max(0, (seeds * squares(ofDraw, () => all)) / (draws - 1) - rest) / seeds;
  return {
    mean: all,
    bySeed: Math.sqrt(seed),
    byDraw: Math.sqrt(draw),
    rest: Math.sqrt(rest),
    once: Math.sqrt(seed + draw + rest),
    standardError: Math.sqrt(draw + (seed + rest) / seeds),
    apart: 2 * Math.sqrt(2 * (seed + rest)),
  };
}
