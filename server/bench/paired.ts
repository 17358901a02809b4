import { mean } from "d3-array";
import { randomness } from "../randomness.ts";

const flips = 20_000;

/**
 * How probable it is that differences of pairs are as large as these by chance alone: the share of
 * random changes of their signs with a mean at least as far from 0. Two-sided; 1 where all are 0.
 *
 * It is drawn with a fixed seed, and is at least 1 / 20,001.
 */
export function pairedPValue(differences: readonly number[]): number {
  const observed = Math.abs(mean(differences) ?? 0);
  if (observed === 0) return 1;
  const random = randomness(1)("signs");
  let asFar = 1;
  for (let flip = 0; flip < flips; flip++) {
    let sum = 0;
    for (const difference of differences) sum += random() < 0.5 ? difference : -difference;
    if (Math.abs(sum / differences.length) >= observed - 1e-12) asFar++;
  }
  return asFar / (flips + 1);
}

/** Two-sided 5 % points of the studentised range over √2, for 2 to 20 treatments and many samples. */
const nemenyi = [
  1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164, 3.219, 3.268, 3.313, 3.354, 3.391, 3.426, 3.458, 3.489,
  3.517, 3.544,
];

/** Mean ranks of several that were tried on the same blocks; rank 1 is best. */
export interface MeanRanks {
  ranks: Map<string, number>;
  blocks: number;
  /** Two whose mean ranks differ by less are not told apart (Nemenyi, 5 %). */
  criticalDifference: number;
}

/**
 * Ranks the treatments within each block, by a value of which more is better, and averages over
 * blocks; equal values share their rank.
 *
 * @param values of each treatment, one a block
 * Source: Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 2006.
 */
export function meanRanks(values: ReadonlyMap<string, readonly number[]>): MeanRanks {
  const names = [...values.keys()];
  const blocks = Math.min(...[...values.values()].map(({ length }) => length));
  const sums = new Map(names.map((name) => [name, 0]));
  for (let block = 0; block < blocks; block++) {
    const own = names.map((name) => values.get(name)![block]!);
    for (const [at, name] of names.entries()) {
      const better = own.filter((value) => value > own[at]!).length;
      const equal = own.filter((value) => value === own[at]!).length;
      sums.set(name, sums.get(name)! + better + (equal + 1) / 2);
    }
  }
  const count = names.length;
  return {
    ranks: new Map([...sums].map(([name, sum]) => [name, sum / blocks])),
    blocks,
    criticalDifference: (nemenyi[count - 2] ?? Number.NaN) * Math.sqrt((count * (count + 1)) / (6 * blocks)),
  };
}
