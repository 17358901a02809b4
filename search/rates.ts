import type { Measured, Rates } from "./trial.ts";

/** AR of one measurement against another. */
export function accuracyIncrease(from: Measured, to: Measured): number {
  return (to.accuracy - from.accuracy) / from.accuracy;
}

/** PR of one measurement against another. */
export function parameterReduction(from: Measured, to: Measured): number {
  return (from.parameters - to.parameters) / from.parameters;
}

/** CR of one measurement against another; undefined where a cost is not known. */
export function costReduction(from: Measured, to: Measured): number | undefined {
  return from.cost === undefined || to.cost === undefined ? undefined : (from.cost - to.cost) / from.cost;
}

/**
 * The objectives of a scheme, all maximised: [AR, PR], and CR where there is a third objective.
 */
export function objectivesOf({ ar, pr, cr }: Pick<Rates, "ar" | "pr" | "cr">): readonly number[] {
  return cr === undefined ? [ar, pr] : [ar, pr, cr];
}
