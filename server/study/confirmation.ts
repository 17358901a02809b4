import { deviation, mean } from "d3-array";
import type { CompleteTrial, Confirmation } from "../../graph/index.ts";
import { paretoFront } from "../../search/index.ts";
import { randomness } from "../randomness.ts";
import { type Objective, rateOf } from "./objective.ts";

/** A scheme of a front, and what its other runs gave. */
export interface Rerun extends Pick<Confirmation, "runs" | "refused"> {
  trial: Pick<CompleteTrial, "number" | "ar" | "validationAr" | "pr" | "fr" | "lr">;
}

/**
 * The other seeds under which a study's front is run again. The first ones don't depend on how many
 * there are.
 */
export function confirmationSeeds(seed: number, count: number): number[] {
  const source = randomness(seed);
  return Array.from({ length: count }, (_, i) => Math.floor(source("confirm", i)() * 2 ** 31));
}

/**
 * What the runs of a front's schemes say together: of each scheme the means, over the trial and its
 * other runs, with standard errors (standard deviation / √runs), and whether it survives: its mean
 * PR reaches the target, and no other's means are better ([validation AR, PR], Algorithm 2,
 * line 10, and the rate of the third objective where the study has one).
 */
export function confirmations(
  reruns: readonly Rerun[],
  target: number,
  objective?: Objective,
): Map<number, Confirmation> {
  const averaged = reruns.map(({ trial, runs, refused }) => {
    const over = (rate: "ar" | "validationAr" | "pr") => average([trial[rate], ...runs.map((run) => run[rate])]);
    const means = { runs, refused, ar: over("ar"), validationAr: over("validationAr"), pr: over("pr") };
    const third =
      objective === undefined ? [] : [mean([trial, ...runs], (run) => run[rateOf(objective)] ?? -Infinity)!];
    return { number: trial.number, means, objectives: [means.validationAr.mean, means.pr.mean, ...third] };
  });
  const reached = averaged.filter(({ means }) => means.pr.mean >= target);
  const front = new Set(paretoFront(reached, ({ objectives }) => objectives));
  return new Map(averaged.map((scheme) => [scheme.number, { ...scheme.means, survives: front.has(scheme) }]));
}

function average(values: readonly number[]): Confirmation["ar"] {
  const spread = deviation(values);
  return { mean: mean(values)!, error: spread === undefined ? null : spread / Math.sqrt(values.length) };
}
