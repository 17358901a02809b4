import type { RecordedStudy, RecordedTrial } from "../../../graph/index.ts";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

/**
 * Trials as people read them: what was done, what it removed, what it cost in accuracy. Where the
 * study knows it, the last line is what training alone gives the original.
 */
export function trialTable(study: RecordedStudy, trials: readonly RecordedTrial[]): string {
  return table(
    ["#", "scheme", "PR", "FR", "parameters", "accuracy before", "after", "AR", "AR (validation)", "model"],
    [
      ...trials.map((trial) => [
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
      ...trainedOnLine(study),
    ],
  );
}

function trainedOnLine(study: RecordedStudy): (string | number | null)[][] {
  const { baseAccuracy, baseValidationAccuracy, trainedOnEpochs: epochs, trainedOnAccuracy: accuracy } = study;
  const { trainedOnValidationAccuracy: validation, trainedOnArtifact: artifact } = study;
  if (epochs === null || accuracy === null || validation === null) return [];
  return [
    [
      "",
      `the original, trained on for ${epochs} ${epochs === 1 ? "epoch" : "epochs"}`,
      percent(0),
      percent(0),
      study.baseParameters,
      percent(baseAccuracy),
      percent(accuracy),
      percent(baseAccuracy && (accuracy - baseAccuracy) / baseAccuracy, true),
      percent(baseValidationAccuracy && (validation - baseValidationAccuracy) / baseValidationAccuracy, true),
      artifact?.slice(0, 12) ?? "",
    ],
  ];
}
