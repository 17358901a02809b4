import { BadInput } from "../../errors.ts";
import type { Cell, Column, ColumnKind } from "../../parquet.ts";
import { type StepRecord, stepRecord } from "../step-record.ts";

const parts = ["original", "before", "after"] as const;
const figures = [
  ["parameters", "parameters", "count"],
  ["flops", "flops", "number"],
  ["validation", "validationAccuracy", "number"],
  ["test", "testAccuracy", "number"],
] as const;

interface Rule {
  name: string;
  kind: ColumnKind;
  of: (row: StepRecord) => Cell;
}

const rules: Rule[] = [
  { name: "key", kind: "word", of: ({ key }) => key },
  { name: "task", kind: "word", of: ({ task }) => task },
  { name: "network", kind: "word", of: ({ network }) => network },
  { name: "dataset", kind: "word", of: ({ dataset }) => dataset },
  { name: "seed", kind: "count", of: ({ seed }) => seed },
  { name: "scheme", kind: "words", of: ({ scheme }) => scheme },
  { name: "length", kind: "count", of: ({ scheme }) => scheme.length },
  { name: "method", kind: "word", of: ({ method }) => method },
  ...parts.flatMap((part) =>
    figures.map(([name, field, kind]): Rule => ({ name: `${part}_${name}`, kind, of: (row) => row[part][field] })),
  ),
  { name: "operators", kind: "words", of: ({ stages }) => stages.map(({ operator }) => operator) },
  { name: "stage_seconds", kind: "numbers", of: ({ stages }) => stages.map(({ seconds }) => seconds) },
  ...figures.map(
    ([name, field]): Rule => ({
      name: `stage_${name}`,
      kind: "numbers",
      of: ({ stages }) => stages.map((stage) => stage[field]),
    }),
  ),
  { name: "curve", kind: "numbers", of: ({ stages }) => stages.at(-1)!.curve ?? null },
  { name: "seconds", kind: "number", of: ({ seconds }) => seconds },
  { name: "latency_ms", kind: "number", of: ({ latency }) => latency?.ms ?? null },
  { name: "original_latency_ms", kind: "number", of: ({ latency }) => latency?.originalMs ?? null },
  { name: "engine_version", kind: "count", of: ({ engineVersion }) => engineVersion },
  { name: "hardware", kind: "word", of: ({ hardware }) => hardware },
];

/** The hyperparameters that any of these sets, in their order: HP1, HP2, HP10. */
export function hyperparametersOf(rows: readonly Pick<StepRecord, "settings">[]): string[] {
  const names = new Set(rows.flatMap(({ settings }) => Object.keys(settings)));
  return [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/**
 * Rows as columns: one for each figure, and one for each hyperparameter, whose cells are null where
 * a method has no such setting.
 */
export function columnsOf(rows: readonly StepRecord[]): Column[] {
  const settings = hyperparametersOf(rows).map((name): Rule => {
    const words = rows.some((row) => typeof row.settings[name] === "string");
    return { name, kind: words ? "word" : "number", of: (row) => row.settings[name] ?? null };
  });
  const at = rules.findIndex(({ name }) => name === "method") + 1;
  return rules
    .toSpliced(at, 0, ...settings)
    .map(({ name, kind, of }) => ({ name, kind, cells: rows.map((row) => of(row)) }));
}

/**
 * The rows that columns were made of.
 *
 * @throws BadInput where a row is no step, with its number and what is wrong
 */
export function rowsOf(columns: readonly Column[]): StepRecord[] {
  const byName = new Map(columns.map(({ name, cells }) => [name, cells]));
  const settings = columns.filter(({ name }) => /^HP\d+$/.test(name));
  const count = columns[0]?.cells.length ?? 0;
  return Array.from({ length: count }, (_, at) => {
    const cell = (name: string) => byName.get(name)?.[at] ?? undefined;
    const list = (name: string) => (cell(name) ?? []) as number[];
    const stages = list("operators").map((operator, stage) => ({
      ...{ operator, seconds: list("stage_seconds")[stage] },
      ...Object.fromEntries(figures.map(([name, field]) => [field, list(`stage_${name}`)[stage]])),
      ...(stage === list("operators").length - 1 && cell("curve") && { curve: cell("curve") }),
    }));
    const figuresOf = (part: string) =>
      Object.fromEntries(figures.map(([name, field]) => [field, cell(`${part}_${name}`)]));
    const read = stepRecord.safeParse({
      ...Object.fromEntries(
        ["key", "task", "network", "dataset", "seed", "scheme", "method", "seconds", "hardware"].map((name) => [
          name,
          cell(name),
        ]),
      ),
      settings: Object.fromEntries(
        settings.flatMap(({ name, cells }) => (cells[at] == null ? [] : [[name, cells[at]]])),
      ),
      ...Object.fromEntries(parts.map((part) => [part, figuresOf(part)])),
      stages,
      engineVersion: cell("engine_version"),
      ...(cell("latency_ms") !== undefined && {
        latency: { ms: cell("latency_ms"), originalMs: cell("original_latency_ms") },
      }),
    });
    if (read.success) return read.data;
    const issue = read.error.issues[0]!;
    throw new BadInput(`Row ${at + 1} of the table is no step: ${issue.path.join(".")}: ${issue.message}.`);
  });
}
