import type { CompleteTrial } from "../../graph/index.ts";
import { knee, paretoFront } from "../../search/index.ts";
import { type Objective, rateOf } from "./objective.ts";

/** What of a complete trial decides whether it is on the front. */
type Judged = Pick<CompleteTrial, "number" | "pr" | "fr" | "lr" | "validationAr"> & { strategyIds: readonly string[] };

/** The trial of a front from which on more of accuracy or of reduction costs much of the other. */
export function frontKnee<Trial extends Judged>(front: readonly Trial[]): Trial | undefined {
  return knee(front, ({ validationAr, pr }) => [validationAr, pr]);
}

/**
 * What a study found: the trials that remove at least `target` of the parameters and are Pareto
 * optimal by [AR, PR] (Algorithm 2, line 10), and by the rate of the third objective where the study
 * has one. Chosen on validation data; what is reported of them
 * is measured on test data.
 *
 * Highest validation AR first, then the smaller model, then the shorter scheme, then the earlier
 * trial.
 */
export function studyFront<Trial extends { state: string }>(
  trials: readonly Trial[],
  target: number,
  objective?: Objective,
): (Trial & Judged)[] {
  const complete = trials.filter((trial) => trial.state === "complete") as (Trial & Judged)[];
  const reached = complete.filter(({ pr }) => pr >= target);
  const third = (trial: Judged) => (objective === undefined ? [] : [trial[rateOf(objective)] ?? -Infinity]);
  return paretoFront(reached, (trial) => [trial.validationAr, trial.pr, ...third(trial)]).sort(
    (a, b) =>
      b.validationAr - a.validationAr ||
      b.pr - a.pr ||
      a.strategyIds.length - b.strategyIds.length ||
      a.number - b.number,
  );
}
