import { stringify } from "yaml";
import type { Recogniser } from "../recognise/recogniser.ts";
import { isLabel } from "../tables/header-rows.ts";
import type { Metric } from "../tables/metric.ts";
import { readCell } from "../tables/numbers.ts";
import type { TablePart } from "../tables/parts.ts";
import type { Role } from "../tables/roles.ts";
import type { ColumnRole, HeaderRole, Mapping, TableMapping } from "./mapping.ts";

/** One column as a proposal has it. */
type Column = TableMapping["columns"][string];

/** How the reader itself took a table, as a mapping that a person may correct. */
export function proposedMapping(
  part: TablePart,
  roles: readonly Role[],
  {
    number,
    header,
    isTurned,
    recogniser,
  }: { number: number; header: string[]; isTurned: boolean; recogniser: Recogniser },
): TableMapping {
  const columns: Record<string, Column> = {};
  roles.forEach((role, column) => {
    columns[`${column + 1}`] = columnOf(role, part.paths[column]!, recogniser);
  });
  return { table: number, header, ...(isTurned && { turned: true }), columns, rows: {}, constants: {} };
}

function columnOf(role: Role, path: readonly string[], recogniser: Recogniser): Column {
  if (role.kind === "ignored") return { is: "ignore" };
  if (role.kind === "context") {
    const what =
      role.what === "depth" || role.what === "ignored" ? "ignore" : role.what === "model" ? "method" : role.what;
    return { is: what };
  }
  const { parts, bracketed } = role.metrics;
  const all = [...parts, ...bracketed].map(roleOf);
  const header = role.group.map((label) => headerRole(label, recogniser));
  const unit = parts.length === 1 && bracketed.length === 0 ? parts[0]?.unit : undefined;
  const isUnit = unit === "%" || unit === "K" || unit === "M" || unit === "G" || unit === "x";
  return {
    is: all.length === 1 ? all[0]! : all,
    ...(isUnit && { unit }),
    ...(header.length > 0 && {
      header: path.length === 1 || header.length === 1 ? header[0]! : levelsOf(path, role.group, header),
    }),
  };
}

/** For each label over a column what it is; those that name a quantity say nothing more. */
function levelsOf(
  path: readonly string[],
  group: readonly string[],
  header: readonly HeaderRole[],
): (HeaderRole | "ignore")[] {
  return path.map((label) => (group.includes(label) ? header[group.indexOf(label)]! : "ignore"));
}

function headerRole(label: string, recogniser: Recogniser): HeaderRole {
  if (recogniser.networks(label).length > 0) return "network";
  if (recogniser.datasets(label).length > 0) return "dataset";
  if (readCell(label).isNumeric) return "pr";
  return isLabel(label) ? "setting" : "method";
}

function roleOf(metric: Metric | undefined): ColumnRole {
  if (metric === undefined) return "ignore";
  const isBase = metric.of === "base";
  switch (metric.quantity) {
    case "accuracy":
      return metric.top5 ? "top5" : isBase ? "baseAccuracy" : "accuracy";
    case "error":
      return metric.top5 ? "ignore" : isBase ? "baseError" : "error";
    case "accuracyChange":
      return metric.positive === "loss" ? "drop" : "change";
    case "parameters":
      return isBase ? "baseParameters" : "parameters";
    case "flops":
      return isBase ? "baseFlops" : "flops";
    case "parametersReduction":
      return metric.isRest ? "keptParameters" : "pr";
    case "flopsReduction":
      return metric.isRest ? "keptFlops" : "fr";
    case "speedup":
    case "compression":
    case "target":
      return metric.quantity;
    default:
      return "ignore";
  }
}

/**
 * A mapping as a person edits it: each column on a line of its own with its label behind it. The
 * same mapping gives the same text.
 */
export function mappingText({ paper, tables }: Mapping): string {
  const lines = [
    "# What the columns of the tables are; change what is wrong, and read the paper again with --mapping FILE.",
    `# A column is one of: method, network, dataset, teacher, bits, setting, ignore, ${figureWords}.`,
    "# constants (network, dataset, method, baseAccuracy) hold for a whole table; rows: { 3: baseline, 7-9: ignore }.",
    ...(paper === undefined ? [] : [`paper: ${JSON.stringify(paper)}`]),
    "tables:",
  ];
  for (const { table, header = [], columns, rows, constants, ...more } of tables) {
    lines.push(`  - ${table === undefined ? "" : `table: ${table}`}`.trimEnd());
    if (header.length > 0) lines.push(`    header: ${JSON.stringify(header)}`);
    for (const [key, value] of Object.entries(more))
      if (value !== undefined) lines.push(`    ${key}: ${JSON.stringify(value)}`);
    if (Object.keys(columns).length > 0) lines.push("    columns:");
    for (const [key, { is, ...rest }] of Object.entries(columns)) {
      const bare = Object.keys(rest).length === 0 && typeof is === "string";
      const label = more.turned ? undefined : header[Number(key) - 1];
      const behind = label ? `  # ${label.replace(/\s+/g, " ").slice(0, 80)}` : "";
      lines.push(
        `      ${/^\d+$/.test(key) ? key : JSON.stringify(key)}: ${bare ? is : inline({ is, ...rest })}${behind}`,
      );
    }
    if (Object.keys(rows).length > 0) lines.push(`    rows: ${inline(rows)}`);
    if (Object.keys(constants).length > 0) lines.push(`    constants: ${inline(constants)}`);
  }
  return `${lines.join("\n")}\n`;
}

const figureWords =
  "accuracy, baseAccuracy, error, baseError, top5, change, drop, parameters, baseParameters, flops, baseFlops, pr, fr, keptParameters, keptFlops, speedup, compression, target";

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
