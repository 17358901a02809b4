import { countCost } from "./cost.ts";
import { CompressError } from "./errors.ts";
import type { Workbench } from "./operator.ts";
import { leastLeft } from "./removal.ts";
import type { tf } from "./tensorflow.ts";

/** How near its target a decomposition should come, a fraction of the original's parameters: a point of PR. */
const tolerance = 0.01;

/**
 * P that a decomposition has to leave: what the model had at the start of the strategy's steps, less `remove` of the original's.
 *
 * Throws `nothing_left_to_remove` if less than a tenth of the original would be left.
 */
export function parametersToLeave(
  model: tf.LayersModel,
  remove: number,
  { original, startParameters }: Pick<Workbench, "original" | "startParameters">,
): { now: number; leave: number } {
  const now = countCost(model).parameters;
  const start = startParameters ?? now;
  const leave = start - remove * original.parameters;
  if (remove > 0 && Math.ceil(leave) < leastLeft * original.parameters) {
    const share = (start / original.parameters).toFixed(4);
    throw new CompressError(
      "nothing_left_to_remove",
      `Cannot remove ${remove} of the original's parameters: the model has ${Number(share)} of them left, and ${leastLeft} must stay.`,
    );
  }
  return { now, leave };
}

/** One layer's choice among sizes: what it costs at each, and the largest it may take before it had better stay whole. */
export interface Sizes {
  /** Parameters of the layer as it is. */
  whole: number;
  /** Parameters at a size; grows with it. */
  cost(size: number): number;
  /** The least and the most. */
  least: number;
  most: number;
}

/**
 * A size for each layer, so that the layers together cost as nearly `budget` as single sizes let them: the largest that a common
 * share of each layer's parameters pays for, found by bisection, then single sizes more while that comes nearer.
 * Where no size saves anything the layer stays whole: undefined.
 */
export function sizesWithin(layers: readonly Sizes[], budget: number): (number | undefined)[] {
  const paidBy = (share: number) =>
    layers.map(({ whole, cost, least, most }) => {
      if (share >= 1 || cost(least) >= whole) return undefined;
      let size = least;
      for (let step = most - least; step >= 1; step = Math.floor(step / 2))
        while (size + step <= most && cost(size + step) <= share * whole) size += step;
      return size;
    });
  const price = (sizes: (number | undefined)[]) =>
    sizes.reduce<number>((sum, size, i) => sum + (size === undefined ? layers[i]!.whole : layers[i]!.cost(size)), 0);
  let [low, high] = [0, 1];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (price(paidBy(middle)) <= budget) low = middle;
    else high = middle;
  }
  const sizes = paidBy(low);
  const gapAfter = (i: number) => {
    const { whole, cost, most } = layers[i]!;
    const size = sizes[i];
    if (size === undefined || size >= most || cost(size + 1) >= whole) return Number.POSITIVE_INFINITY;
    return Math.abs(budget - price(sizes.with(i, size + 1)));
  };
  for (let gap = Math.abs(budget - price(sizes)); ; ) {
    const next = [...layers.keys()].reduce((best, i) => (gapAfter(i) < gapAfter(best) ? i : best), 0);
    if (layers.length === 0 || gapAfter(next) >= gap) break;
    gap = gapAfter(next);
    sizes[next]! += 1;
  }
  return sizes;
}

/** Notes where a decomposition could not come near its target. */
export function noteMissedTarget(operator: string, left: number, leave: number, bench: Workbench): void {
  const { parameters } = bench.original;
  if (Math.abs(left - leave) <= tolerance * parameters) return;
  const share = (count: number) => (count / parameters).toFixed(3);
  bench.note?.(
    `${operator}: ${share(left)} of the original's parameters are left where ${share(leave)} was the target (only kernels larger than 1x1 are split, and only where that saves parameters).`,
  );
}
