import { countCost } from "../cost/count.ts";
import { CompressError } from "../errors.ts";
import type { OperatorContext } from "../operator.ts";
import { leastLeft } from "../prune/removal.ts";
import type { tf } from "../tensorflow.ts";

/**
 * How near its target a decomposition should come, a fraction of the original's parameters: a point
 * of PR.
 */
const tolerance = 0.01;

/**
 * P that a decomposition has to leave: what the model had at the start of the strategy's steps,
 * less `remove` of the original's.
 *
 * @throws CompressError `nothing_left_to_remove` if less than a tenth of the original would be
 *   left.
 */
export function parametersToLeave(
  model: tf.LayersModel,
  remove: number,
  { original, startParameters }: Pick<OperatorContext, "original" | "startParameters">,
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

/**
 * One layer's choice among sizes: what it costs at each, and the largest it may take before it had
 * better stay whole.
 */
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
 * A size for each layer, so that the layers together cost as nearly `budget` as single sizes let
 * them: the largest that a common share of each layer's parameters pays for, found by bisection,
 * then single sizes more while that comes nearer. Where no size saves anything the layer stays
 * whole: undefined.
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
  const price = (sizes: (number | undefined)[]) => priceOf(layers, sizes);
  let [low, high] = [0, 1];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (price(paidBy(middle)) <= budget) low = middle;
    else high = middle;
  }
  return filledUp(layers, paidBy(low), budget);
}

/** A layer's choice among sizes, with what is lost at each. */
export interface LossySizes extends Sizes {
  /** What a size omits, a fraction of the layer as it is; falls as the size grows. */
  lost(size: number): number;
}

/**
 * A size for each layer, so that they cost as nearly `budget` as single sizes let them and lose as
 * little as they can in all: each layer takes the size of least `lost + λ · cost`, staying whole
 * being one of the choices, with λ, the price of a parameter, found by bisection.
 */
export function sizesLosingLeast(layers: readonly LossySizes[], budget: number): (number | undefined)[] {
  const choices = layers.map(({ whole, cost, lost, least, most }) =>
    Array.from({ length: most - least + 1 }, (_, i) => ({
      size: least + i,
      cost: cost(least + i),
      lost: lost(least + i),
    }))
      .filter((choice) => choice.cost < whole)
      .concat([{ size: Number.NaN, cost: whole, lost: 0 }]),
  );
  const at = (price: number) =>
    choices.map((own) => own.reduce((a, b) => (b.lost + price * b.cost < a.lost + price * a.cost ? b : a)));
  let [low, high] = [0, 1]; // a parameter is never worth more than a whole layer
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (at(middle).reduce((sum, { cost }) => sum + cost, 0) <= budget) high = middle;
    else low = middle;
  }
  const sizes = at(high).map(({ size }) => (Number.isNaN(size) ? undefined : size));
  return filledUp(layers, sizes, budget);
}

/** Single sizes more, as long as that brings the price nearer to the budget. */
function filledUp(layers: readonly Sizes[], given: (number | undefined)[], budget: number): (number | undefined)[] {
  const sizes = [...given];
  const price = (of: (number | undefined)[]) => priceOf(layers, of);
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

function priceOf(layers: readonly Sizes[], sizes: readonly (number | undefined)[]): number {
  return sizes.reduce<number>(
    (sum, size, i) => sum + (size === undefined ? layers[i]!.whole : layers[i]!.cost(size)),
    0,
  );
}

/** Notes where a decomposition could not come near its target. */
export function noteMissedTarget(operator: string, left: number, leave: number, context: OperatorContext): void {
  const { parameters } = context.original;
  if (Math.abs(left - leave) <= tolerance * parameters) return;
  const share = (count: number) => (count / parameters).toFixed(3);
  context.note?.(
    `${operator}: ${share(left)} of the original's parameters are left where ${share(leave)} was the target (only kernels larger than 1x1 are split, and only where that saves parameters).`,
  );
}
