import type { RecordedStudy, RecordedTrial } from "../../graph/index.ts";
import { csvOfColumns } from "../csv.ts";
import { type Cell, type Column, type ColumnKind, parquet } from "../parquet.ts";
import { studyFront } from "../study/front.ts";
import { recordedObjective } from "../study/objective.ts";

export type ExportKind = "csv" | "json" | "parquet";

const figures = [
  "parameters",
  "flops",
  "accuracy",
  "baseAccuracy",
  "ar",
  "pr",
  "fr",
  "lr",
  "latencyMs",
  "baseLatencyMs",
  "validationAccuracy",
  "validationAr",
  "arStep",
  "prStep",
  "predictedArStep",
  "predictedPrStep",
  "seconds",
] as const;

/**
 * The trials of a study as a file: CSV and Parquet have a row for each, JSON the study too. Figures are fractions and
 * null where there are none; in Parquet they are doubles, the strategies of a scheme a list.
 */
export async function exportTrials(
  kind: ExportKind,
  study: RecordedStudy,
  trials: readonly RecordedTrial[],
): Promise<Buffer> {
  if (kind === "json") return Buffer.from(`${JSON.stringify({ ...study, trials }, null, 2)}\n`);
  const front = new Set(studyFront(trials, study.target, recordedObjective(study)).map(({ number }) => number));
  const columns = columnsOf(trials, front);
  return kind === "parquet" ? parquet(columns) : Buffer.from(csvOfColumns(columns));
}

function columnsOf(trials: readonly RecordedTrial[], front: ReadonlySet<number>): Column[] {
  const column = (name: string, kind: ColumnKind, of: (trial: RecordedTrial) => Cell): Column => {
    return { name, kind, cells: trials.map(of) };
  };
  return [
    column("study", "word", ({ study }) => study),
    column("number", "count", ({ number }) => number),
    column("state", "word", ({ state }) => state),
    column("onFront", "flag", ({ number }) => front.has(number)),
    column("scheme", "word", ({ scheme }) => scheme),
    column("strategies", "words", ({ strategyIds }) => strategyIds),
    ...figures.map((name) => column(name, "number", (trial) => trial[name])),
    column("artifact", "word", ({ artifact }) => artifact),
    column("failure", "word", ({ failure }) => failure),
  ];
}
