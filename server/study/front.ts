import type { CompleteTrial, RecordedTrial } from "../../graph/index.ts";
import { paretoFront } from "../../search/index.ts";
import { type Objective, rateOf } from "./objective.ts";

/**
 * What a study found: the trials that remove at least `target` of the parameters and are Pareto
 * optimal by [AR, PR] (Algorithm 2, line 10), and by the rate of the third objective where the study
 * has one. Chosen on validation data; what is reported of them
 * is measured on test data.
 *
 * Highest validation AR first, then the smaller model, then the shorter scheme, then the earlier
 * trial.
 */
export function studyFront(trials: readonly RecordedTrial[], target: number, objective?: Objective): CompleteTrial[] {
  const reached = trials.filter((trial) => trial.state === "complete").filter(({ pr }) => pr >= target);
  const third = (trial: CompleteTrial) => (objective === undefined ? [] : [trial[rateOf(objective)] ?? -Infinity]);
  return paretoFront(reached, (trial) => [trial.validationAr, trial.pr, ...third(trial)]).sort(
    (a, b) =>
      b.validationAr - a.validationAr ||
      b.pr - a.pr ||
      a.strategyIds.length - b.strategyIds.length ||
      a.number - b.number,
  );
}
