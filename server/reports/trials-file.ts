import { parquetWriteBuffer } from "hyparquet-writer";
import type { RecordedStudy, RecordedTrial } from "../../graph/index.ts";
import { csv } from "../csv.ts";
import { studyFront } from "../study/front.ts";
import { recordedObjective } from "../study/objective.ts";

export type ExportKind = "csv" | "json" | "parquet";

const figures = [
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
const counts = ["parameters", "flops"] as const;

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
  const rows = trials.map((trial) => rowOf(trial, front.has(trial.number)));
  return kind === "csv" ? Buffer.from(csv(rows, Object.keys(rows[0] ?? rowNames))) : parquet(rows);
}

type Row = ReturnType<typeof rowOf>;

function rowOf(trial: RecordedTrial, onFront: boolean) {
  const { study, number, state, scheme, strategyIds, artifact, failure } = trial;
  const numbers = Object.fromEntries([...counts, ...figures].map((name) => [name, trial[name]])) as Record<
    (typeof counts)[number] | (typeof figures)[number],
    number | null
  >;
  return { study, number, state, onFront, scheme, strategies: strategyIds as string[], ...numbers, artifact, failure };
}

/** The columns of a study without trials. */
const rowNames = Object.fromEntries(
  ["study", "number", "state", "onFront", "scheme", "strategies", ...counts, ...figures, "artifact", "failure"].map(
    (name) => [name, null],
  ),
);

function parquet(rows: readonly Row[]): Buffer {
  const texts = ["study", "state", "scheme", "artifact", "failure"] as const;
  const column = (name: keyof Row) => rows.map((row) => row[name]);
  const data = [
    ...texts.map((name) => ({ name, data: column(name) })),
    { name: "number", data: column("number") },
    { name: "onFront", data: column("onFront") },
    { name: "strategies", data: column("strategies") },
    ...[...counts, ...figures].map((name) => ({ name, data: column(name) })),
  ];
  const optional = { repetition_type: "OPTIONAL" } as const;
  const text = { ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
  const schema = [
    { name: "root", num_children: data.length },
    ...texts.map((name) => ({ name, ...text })),
    { name: "number", ...optional, type: "INT32" } as const,
    { name: "onFront", ...optional, type: "BOOLEAN" } as const,
    // Without these three levels a list is written as JSON text.
    { name: "strategies", ...optional, num_children: 1, converted_type: "LIST" } as const,
    { name: "list", repetition_type: "REPEATED", num_children: 1 } as const,
    { name: "element", ...text },
    ...[...counts, ...figures].map((name) => ({ name, ...optional, type: "DOUBLE" }) as const),
  ];
  return Buffer.from(parquetWriteBuffer({ columnData: data, schema: schema as never }));
}
