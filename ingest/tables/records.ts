import type { Recogniser } from "../recognise/recogniser.ts";
import { columnGroups } from "./column-groups.ts";
import { type ContextText, namedIn } from "./context.ts";
import type { ReadingDoubt } from "./doubt.ts";
import type { ExtractedRow, Reading } from "./extracted.ts";
import { asNamed, datasetBy, groupSays, levelsOf, namedBy, type RowConstants, saidByPerson } from "./group-says.ts";
import { type NumberUnit, readCell } from "./numbers.ts";
import type { BodyRow, TablePart } from "./parts.ts";
import { ValueReader } from "./read-values.ts";
import type { Role } from "./roles.ts";
import { type MethodSaid, type RowSays, rowSays, type TargetSaid } from "./row-says.ts";
import { withoutSiblingChanges } from "./sibling-changes.ts";

export interface RecordOptions {
  table: number;
  recogniser: Recogniser;
  /** Texts around the table, nearest first. */
  around: readonly ContextText[];
  unit: NumberUnit | undefined;
  /** What the numbers over columns are steps of, where the text around says it. */
  axis: "sparsity" | undefined;
  /** What a person says of the table, where one did. */
  person?: Person;
}

/** What a person says of rows, by their numbers, and of the whole table. */
export interface Person {
  row: (number: number) => (RowConstants & { is: "baseline" | "result" | "ignore" }) | undefined;
  table: RowConstants;
}

/**
 * The results in a part of a table: one for each row, or for each group of columns in it (two
 * networks side by side, methods as columns). A name over a group, or in the row, or over both says
 * what the figures are of.
 */
export function recordsOf(part: TablePart, roles: readonly Role[], options: RecordOptions): ExtractedRow[] {
  const { table, recogniser, around, unit, axis, person } = options;
  const values = new ValueReader(part, roles, unit);
  const groups = columnGroups(roles);
  const levels = levelsOf(part, roles);
  let networkAbove: string | undefined;
  const found: ExtractedRow[] = [];
  part.rows.forEach((row, at) => {
    const says = rowSays(at, roles, recogniser);
    const told = person?.row(row.number);
    if (told?.is === "ignore") return;
    if (says.networkRow !== undefined) networkAbove = says.networkRow;
    for (const group of groups) {
      const read = group.columns.map((column) =>
        values.read(row, column, roles[column] as Extract<Role, { kind: "values" }>),
      );
      const readings = read.flatMap((each) => each.readings);
      if (readings.length === 0) continue;
      const given: RowConstants = { ...defined(person?.table), ...defined(group.says), ...defined(told) };
      const over =
        person === undefined
          ? groupSays(group.labels, says.method === undefined, levels, recogniser)
          : saidByPerson(group, given, says.method === undefined, recogniser);
      const isTeacher = over.teacher !== undefined && /^teacher/i.test(says.method?.label?.text ?? "");
      const texts: ContextText[] = [
        ...says.texts.map((text): ContextText => ({ text, from: "row" })),
        ...(isTeacher ? [over.teacher!] : over.texts).map((text): ContextText => ({ text, from: "column" })),
        ...(networkAbove === undefined ? [] : [{ text: networkAbove, from: "row" as const }]),
        ...titlesOver(row, recogniser),
        ...part.titles.map((text): ContextText => ({ text, from: "title" })),
        ...around,
      ];
      const named = namedIn(texts, says.depth, recogniser);
      const unknown = isOfRow(named.network) ? undefined : says.unknown;
      const { dataset } = named;
      const network = named.network ?? namedBy(given.network);
      const method = over.method ?? says.method ?? methodAbove(row, recogniser);
      readings.push(
        ...besides(row, says, over.target, person === undefined ? axis : group.says?.pr && "sparsity", readings),
      );
      const teacher = says.teacher ?? over.teacher;
      found.push({
        table,
        row: row.number,
        rowLabel: says.label,
        columnLabel: [...group.labels, ...(group.setting === undefined ? [] : [group.setting])].join(" / "),
        method: method?.label,
        isCited: method?.isCited ?? false,
        network: unknown ? asNamed(unknown) : network,
        dataset: dataset ?? datasetBy(given.dataset),
        ...((given.setting ?? group.setting) !== undefined && { variant: (given.setting ?? group.setting)! }),
        ...(person !== undefined && { isMapped: true }),
        stated: [
          ...says.settings,
          ...(teacher === undefined || isTeacher ? [] : [{ label: "teacher", text: teacher }]),
        ],
        isBaseline:
          told?.is === "baseline" || (told?.is !== "result" && isBaseline(says, over.method, method, roles, readings)),
        readings,
        doubts: [
          ...(unknown ? [{ kind: "unknownNetwork" as const, name: unknown }] : []),
          ...read.flatMap((each) => each.doubts),
          ...(over.unknown === undefined ? [] : [{ kind: "labelNotUnderstood" as const, label: over.unknown }]),
          ...(person === undefined ? doubtsOf(part, roles, row) : []),
        ],
      });
    }
  });
  return withoutSiblingChanges(found);
}

/** The network before compression: by its name, or because nothing was removed from it. */
function isBaseline(
  says: RowSays,
  over: MethodSaid | undefined,
  method: MethodSaid | undefined,
  roles: readonly Role[],
  readings: readonly Reading[],
): boolean {
  if (method?.label?.kind === "baseline") return true;
  if (over === undefined && says.isNetworkAlone && !hasOwnBase(roles) && says.settings.length === 0) return true;
  return nothingRemoved(readings) || (says.isUnchanged && says.settings.length === 0 && !removes(readings));
}

/** "0.0 %" or "1.00x" beside the figures, and no other reduction. */
function nothingRemoved(readings: readonly Reading[]): boolean {
  const rates = readings.filter(({ figure }) => /^(?:pr|fr|speedup|compression)$/.test(figure));
  return rates.length > 0 && rates.every(({ figure, value }) => value === (figure === "pr" || figure === "fr" ? 0 : 1));
}

function removes(readings: readonly Reading[]): boolean {
  return readings.some(
    ({ figure, value }) => ((figure === "pr" || figure === "fr") && value > 0) || figure === "target",
  );
}

/** What the row or the column states besides its figures: what was asked for, the accuracy before. */
function besides(
  row: BodyRow,
  says: RowSays,
  over: TargetSaid | undefined,
  axis: RecordOptions["axis"],
  readings: readonly Reading[],
): Reading[] {
  const more: Reading[] = [];
  const add = (
    figure: Reading["figure"],
    value: number,
    tolerance: number,
    text: string,
    label: string,
    column: number,
  ) => more.push({ figure, value, tolerance, text, row: row.number, column, label, doubts: [] });
  const target = over ?? says.target;
  const has = (figure: Reading["figure"]) => readings.some((each) => each.figure === figure);
  if (over !== undefined && axis === "sparsity" && !has("pr")) add("pr", over.value, 0.005, over.text, over.label, 1);
  else if (target !== undefined && !has("target")) add("target", target.value, 0.005, target.text, target.label, 1);
  if (says.base && !has("baseAccuracy")) {
    const { number, text, label, column } = says.base;
    const scale = number.value > 1 ? 0.01 : 1;
    add("baseAccuracy", number.value * scale, 0.5 * 10 ** -number.decimals * scale, text, label, column + 1);
  }
  return more;
}

/** What the header leaves open: there is none, or a number of the row is under a label nobody knows. */
function doubtsOf(part: TablePart, roles: readonly Role[], row: BodyRow): ReadingDoubt[] {
  if (part.paths.every((path) => path.length === 0)) return [{ kind: "noHeader" }];
  const labels = roles.flatMap((role, column) =>
    role.kind === "ignored" && role.isUnknown && readCell(row.cells[column]!.text).numbers.length > 0
      ? [role.label]
      : [],
  );
  return labels.length === 0 ? [] : [{ kind: "columnsNotUnderstood", labels: [...new Set(labels)] }];
}

/** A network's name was read in the row, or over its column. */
function isOfRow(network: ExtractedRow["network"]): boolean {
  return network?.from === "row" || network?.from === "column";
}

function defined<T extends object>(given: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Rows that are titles, nearest first; a network is forgotten when a data set comes after it. */
function titlesOver({ sections }: BodyRow, recogniser: Recogniser): ContextText[] {
  const texts: ContextText[] = [];
  let datasetSeen = false;
  for (const text of sections.toReversed()) {
    const hasNetwork = recogniser.networks(text).length > 0;
    const hasDataset = recogniser.datasets(text).length > 0;
    if (datasetSeen && hasNetwork) continue;
    texts.push({ text, from: "title" });
    datasetSeen ||= hasDataset;
  }
  return texts;
}

/** A title that names neither network nor data set may be the method of the rows under it. */
function methodAbove({ sections }: BodyRow, recogniser: Recogniser): MethodSaid | undefined {
  const text = sections.at(-1);
  if (text === undefined || recogniser.networks(text).length + recogniser.datasets(text).length > 0) return undefined;
  const label = recogniser.label(text);
  return label?.kind === "method" && recogniser.method(label.name).known ? { label, isCited: false } : undefined;
}

/**
 * Columns for the network before and after: then a row with only a network's name is a result of
 * it.
 */
function hasOwnBase(roles: readonly Role[]): boolean {
  return roles.some((role) => role.kind === "values" && role.metrics.parts.some((metric) => metric?.of === "base"));
}
