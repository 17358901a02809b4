import type { Confirmation, RecordedStudy, RecordedTrial } from "../../../graph/index.ts";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

const confirmedColumns = ["runs", "mean AR", "mean AR (validation)", "survives"];

/**
 * Trials as people read them: what was done, what it removed, what it cost in accuracy. Where
 * latency was measured, also that, the original's beside, and LR, its reduction rate. Where some
 * were run again with other seeds, also the mean AR ± its standard error over all runs, and whether
 * the scheme is on the front by its means. Where the study knows it, the last line is what training
 * alone gives the original.
 */
export function trialTable(study: RecordedStudy, trials: readonly RecordedTrial[]): string {
  const confirmed = trials.some(({ confirmation }) => confirmation !== null);
  const timed = trials.some(({ latencyMs }) => latencyMs !== null);
  const times = timed ? ["latency before", "after", "LR"] : [];
  const columns = confirmed ? confirmedColumns : [];
  return table(
    [
      "#",
      "scheme",
      "PR",
      "FR",
      ...times,
      "parameters",
      "accuracy before",
      "after",
      "AR",
      "AR (validation)",
      ...columns,
      "model",
    ],
    [
      ...trials.map((trial) => [
        trial.number,
        `${trial.scheme.replaceAll(" -> ", "\n-> ")}${trial.state === "pruned" ? endedEarly(trial.pruned) : ""}`,
        ...(trial.state === "failed"
          ? [`failed: ${trial.failure}`, ...times.map(() => ""), "", "", "", "", "", "", ...columns.map(() => ""), ""]
          : [
              percent(trial.pr),
              percent(trial.fr),
              ...(timed ? [milliseconds(trial.baseLatencyMs), milliseconds(trial.latencyMs), percent(trial.lr)] : []),
              trial.parameters,
              percent(study.baseAccuracy),
              percent(trial.accuracy),
              percent(trial.ar, true),
              percent(trial.validationAr, true),
              ...(confirmed ? confirmedCells(trial.confirmation) : []),
              trial.artifact?.slice(0, 12) ?? "",
            ]),
      ]),
      ...trainedOnLine(study, times, columns),
    ],
  );
}

/** Epochs that trainings of a study were spared by ending early, in a line; none where none was. */
export function epochsSaved(trials: readonly RecordedTrial[]): string {
  const pruned = trials.filter((trial) => trial.state === "pruned");
  if (pruned.length === 0) return "";
  const saved = pruned.reduce((sum, { pruned: { epochs, of } }) => sum + of - epochs, 0);
  return `\n${pruned.length} of ${trials.length} trials were ended early, which saved ${saved} epochs.`;
}

function endedEarly({ epochs, of }: { epochs: number; of: number }): string {
  return `\n(ended after ${epochs} of ${of} epochs)`;
}

function confirmedCells(confirmation: Confirmation | null): (string | number)[] {
  if (!confirmation) return confirmedColumns.map(() => "");
  const { runs, refused, ar, validationAr, survives } = confirmation;
  return [
    `${runs.length + 1}${refused.length > 0 ? `, ${refused.length} refused` : ""}`,
    withError(ar),
    withError(validationAr),
    survives ? "yes" : "no",
  ];
}

/** `1.234` → `1.23 ms`. */
function milliseconds(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(2)} ms`;
}

/** `{ mean: -0.0123, error: 0.004 }` → `-1.2 ± 0.4 %`. */
function withError({ mean, error }: Confirmation["ar"]): string {
  const rounded = percent(mean, true);
  return error === null ? rounded : rounded.replace(" %", ` ± ${percent(error)}`);
}

function trainedOnLine(
  study: RecordedStudy,
  times: readonly string[],
  columns: readonly string[],
): (string | number | null)[][] {
  const { baseAccuracy, baseValidationAccuracy, trainedOnEpochs: epochs, trainedOnAccuracy: accuracy } = study;
  const { trainedOnValidationAccuracy: validation, trainedOnArtifact: artifact } = study;
  if (epochs === null || accuracy === null || validation === null) return [];
  return [
    [
      null,
      `the original, trained on for ${epochs} ${epochs === 1 ? "epoch" : "epochs"}`,
      percent(0),
      percent(0),
      ...times.map(() => ""),
      study.baseParameters,
      percent(baseAccuracy),
      percent(accuracy),
      percent(baseAccuracy && (accuracy - baseAccuracy) / baseAccuracy, true),
      percent(baseValidationAccuracy && (validation - baseValidationAccuracy) / baseValidationAccuracy, true),
      ...columns.map(() => ""),
      artifact?.slice(0, 12) ?? "",
    ],
  ];
}
