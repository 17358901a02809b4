import { createHash } from "node:crypto";
import { shuffler, sum } from "d3-array";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Labels } from "./dataset.ts";

/** Image numbers, one list per class. */
export type ByClass = readonly (readonly number[])[];

/**
 * A source of numbers in [0, 1) for one purpose of a seed: sources for different purposes are
 * unrelated.
 */
function randomFor(seed: number, purpose: string): () => number {
  const generator = xoroshiro128plus(createHash("sha256").update(`${seed}/${purpose}`).digest().readInt32LE(0));
  return () => uniformFloat64(generator);
}

/** The image numbers of each class, in random order. */
function byClass(labels: Labels, classes: number, random: () => number): ByClass {
  const groups: number[][] = Array.from({ length: classes }, () => []);
  for (let i = 0; i < labels.length; i++) groups[labels[i]!]!.push(i);
  return groups.map((group) => shuffler(random)(group));
}

/**
 * Shares `total` among classes in proportion to their sizes, in whole images: each class gets its
 * exact share rounded down or up, and the shares add up to `total`. The largest remainders are
 * rounded up (Hamilton's method), the first class first in a tie.
 */
export function apportion(total: number, sizes: readonly number[]): number[] {
  const all = sum(sizes);
  if (all === 0) return sizes.map(() => 0);
  const shares = sizes.map((size) => Math.floor((total * size) / all));
  const remainders = sizes.map((size, at) => ({ at, remainder: (total * size) % all }));
  remainders.sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of remainders.slice(0, total - sum(shares))) shares[at]!++;
  return shares;
}

/**
 * Takes `total` images off the front of the classes, stratified: what was taken, and what is left.
 */
function draw(groups: ByClass, total: number): { taken: ByClass; rest: ByClass } {
  const shares = apportion(
    total,
    groups.map((group) => group.length),
  );
  return {
    taken: groups.map((group, c) => group.slice(0, shares[c]!)),
    rest: groups.map((group, c) => group.slice(shares[c]!)),
  };
}

/** How many images there are over all classes. */
function countOf(groups: ByClass): number {
  return sum(groups, (group) => group.length);
}

/** How to divide a data set. */
export interface DivideOptions {
  classes: number;
  /** Fraction of the training pool that becomes the test split where there is no official one. */
  testFraction: number;
  validationFraction: number;
  sample: number;
  trainCount?: number | undefined;
  testCount?: number | undefined;
  seed: number;
}

/** Image numbers of the three splits. */
export interface Divided {
  train: number[];
  validation: number[];
  test: number[];
}

/**
 * Divides images by number into three splits, each stratified by class to within one image and in
 * random order.
 *
 * The test split comes first and depends on nothing but the labels, the seed, `sample` and
 * `testCount`; the validation split comes out of what is left of the training pool. `sample` then
 * thins each split. `trainCount` thins training and validation alike. `test` holds numbers of
 * `testLabels`, or of `trainLabels` where `testLabels` is null.
 */
export function divide(trainLabels: Labels, testLabels: Labels | null, o: DivideOptions): Divided {
  const pool = byClass(trainLabels, o.classes, randomFor(o.seed, "pool"));
  const apart = testLabels
    ? { taken: byClass(testLabels, o.classes, randomFor(o.seed, "test")), rest: pool }
    : draw(pool, Math.round(o.testFraction * countOf(pool)));
  const { taken: held, rest } = draw(apart.rest, Math.round(o.validationFraction * countOf(apart.rest)));

  const sampled = (groups: ByClass) => draw(groups, Math.round(o.sample * countOf(groups))).taken;
  const train = sampled(rest);
  const keep = Math.min(1, (o.trainCount ?? Number.POSITIVE_INFINITY) / countOf(train));
  const validation = sampled(held);
  const test = sampled(apart.taken);

  const mixed = (groups: ByClass, total: number, purpose: string) =>
    shuffler(randomFor(o.seed, purpose))(draw(groups, total).taken.flat());
  return {
    train: mixed(train, Math.min(countOf(train), o.trainCount ?? Number.POSITIVE_INFINITY), "train order"),
    validation: mixed(validation, Math.round(countOf(validation) * keep), "validation order"),
    test: mixed(test, Math.min(countOf(test), o.testCount ?? Number.POSITIVE_INFINITY), "test order"),
  };
}
