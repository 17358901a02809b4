import { paretoFront } from "./pareto.ts";
import { objectivesOf } from "./rates.ts";
import type { CompleteTrial, Trial } from "./trial.ts";

/**
 * The result set of a search: the trials that are Pareto optimal by [AR, PR] among those with PR ≥
 * γ (Algorithm 2, line 10); by [AR, PR, CR] where a third objective is searched.
 *
 * In the order they were measured; equal ones are all kept; failed ones never.
 *
 * @param target γ, a fraction
 */
export function paretoSchemes(trials: readonly Trial[], target: number): CompleteTrial[] {
  return paretoFront(
    trials.filter((trial) => trial.state === "complete").filter(({ pr }) => pr >= target),
    objectivesOf,
  );
}

/**
 * The trial of highest accuracy with PR ≥ γ; of equally accurate ones the smallest, then the
 * shortest, then the earliest.
 *
 * @param target γ, a fraction
 * @returns undefined if no measured trial reaches the target
 */
export function best(trials: readonly Trial[], target: number): CompleteTrial | undefined {
  return paretoSchemes(trials, target).sort(
    (a, b) => b.ar - a.ar || b.pr - a.pr || a.scheme.length - b.scheme.length || a.number - b.number,
  )[0];
}
