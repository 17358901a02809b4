import type { CompleteTrial, RecordedTrial } from "../../graph/index.ts";
import { paretoFront } from "../../search/index.ts";

/**
 * What a study found: the trials that remove at least `target` of the parameters and are Pareto
 * optimal by [AR, PR] (Algorithm 2, line 10). Chosen on validation data; what is reported of them
 * is measured on test data.
 *
 * Highest validation AR first, then the smaller model, then the shorter scheme, then the earlier
 * trial.
 */
export function studyFront(trials: readonly RecordedTrial[], target: number): CompleteTrial[] {
  const reached = trials.filter((trial) => trial.state === "complete").filter(({ pr }) => pr >= target);
  return paretoFront(reached, ({ validationAr, pr }) => [validationAr, pr]).sort(
    (a, b) =>
      b.validationAr - a.validationAr ||
      b.pr - a.pr ||
      a.strategyIds.length - b.strategyIds.length ||
      a.number - b.number,
  );
}
