import type { RecordedStudy, RecordedTrial } from "../../../graph/index.ts";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

/** Trials as people read them: what was done, what it removed, what it cost in accuracy. */
export function trialTable(study: RecordedStudy, trials: readonly RecordedTrial[]): string {
  return table(
    ["#", "scheme", "PR", "FR", "parameters", "accuracy before", "after", "AR", "AR (validation)", "model"],
    trials.map((trial) => [
      trial.number,
      trial.scheme.replaceAll(" -> ", "\n-> "),
      ...(trial.state === "failed"
        ? [`failed: ${trial.failure}`, "", "", "", "", "", "", ""]
        : [
            percent(trial.pr),
            percent(trial.fr),
            trial.parameters,
            percent(study.baseAccuracy),
            percent(trial.accuracy),
            percent(trial.ar, true),
            percent(trial.validationAr, true),
            trial.artifact?.slice(0, 12) ?? "",
          ]),
    ]),
  );
}
