import type { ContextKind } from "../tables/column-kind.ts";
import { filledDown } from "../tables/fill.ts";
import { isLabel } from "../tables/header-rows.ts";
import type { Metric } from "../tables/metric.ts";
import { readCell } from "../tables/numbers.ts";
import type { TablePart } from "../tables/parts.ts";
import type { ColumnSays, Role } from "../tables/roles.ts";
import { type ColumnMapping, type FigureRole, mappedAt, type TableMapping } from "./mapping.ts";

const metrics: Record<FigureRole, Metric> = {
  accuracy: { quantity: "accuracy" },
  baseAccuracy: { quantity: "accuracy", of: "base" },
  error: { quantity: "error" },
  baseError: { quantity: "error", of: "base" },
  top5: { quantity: "accuracy", top5: true },
  change: { quantity: "accuracyChange", positive: "gain" },
  drop: { quantity: "accuracyChange", positive: "loss" },
  parameters: { quantity: "parameters" },
  baseParameters: { quantity: "parameters", of: "base" },
  flops: { quantity: "flops" },
  baseFlops: { quantity: "flops", of: "base" },
  pr: { quantity: "parametersReduction" },
  fr: { quantity: "flopsReduction" },
  keptParameters: { quantity: "parametersReduction", isRest: true },
  keptFlops: { quantity: "flopsReduction", isRest: true },
  speedup: { quantity: "speedup" },
  compression: { quantity: "compression" },
  target: { quantity: "target" },
};

const words: Partial<Record<string, ContextKind>> = {
  method: "method",
  network: "network",
  dataset: "dataset",
  teacher: "teacher",
  bits: "setting",
  setting: "setting",
};

/** What each column of a table is, as a person says; a column that is not mentioned is not read. */
export function mappedRoles(part: TablePart, { columns }: TableMapping): Role[] {
  return part.paths.map((path, column): Role => {
    const label = path.join(" / ");
    const mapping = mappedAt(columns, column + 1);
    if (mapping === undefined) return { kind: "ignored", label, isUnknown: false };
    const roles = [mapping.is].flat();
    const what = roles.length === 1 ? words[roles[0]!] : undefined;
    if (what !== undefined) {
      const texts = filledDown(part.rows, column);
      return { kind: "context", what, texts, label: label || roles[0]!, isGiven: true };
    }
    const parts = roles.map((each): Metric | undefined => metricOf(each, mapping));
    if (parts.every((metric) => metric === undefined)) return { kind: "ignored", label, isUnknown: false };
    return {
      kind: "values",
      metrics: { parts, bracketed: [] },
      group: [],
      label,
      inOrder: true,
      says: saysOf(path, mapping),
    };
  });
}

function metricOf(role: string, { unit }: ColumnMapping): Metric | undefined {
  const metric = (metrics as Partial<Record<string, Metric>>)[role];
  return metric && { ...metric, ...(unit && { unit }) };
}

/** What a column is of: what the mapping states, and what it says that the labels are. */
function saysOf(
  path: readonly string[],
  { header, network, dataset, method, teacher, setting }: ColumnMapping,
): ColumnSays {
  const says: ColumnSays = {
    ...(network !== undefined && { network }),
    ...(dataset !== undefined && { dataset }),
    ...(method !== undefined && { method }),
    ...(teacher !== undefined && { teacher }),
    ...(setting !== undefined && { setting }),
  };
  const levels = header === undefined ? [] : [header].flat();
  const names = path.filter((label) => !isLabel(label));
  const labels = levels.length > 1 ? path : (names.length > 0 ? names : path).slice(-1);
  levels.forEach((level, at) => {
    const text = labels[at];
    if (text === undefined || level === "ignore") return;
    if (level === "pr" || level === "target") {
      const [number] = readCell(text).numbers;
      if (number)
        says[level] = { value: number.unit === "%" || number.value > 1 ? number.value / 100 : number.value, text };
    } else says[level] ??= text;
  });
  return says;
}
