import { withoutMarks } from "../recognise/key.ts";
import type { MethodLabel } from "../recognise/methods.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import { type ContextText, namedIn } from "./context.ts";
import type { ExtractedRow } from "./extracted.ts";
import { type NumberUnit, readCell } from "./numbers.ts";
import type { BodyRow, TablePart } from "./parts.ts";
import { ValueReader } from "./read-values.ts";
import { isNetwork, type Role } from "./roles.ts";
import { withoutSiblingChanges } from "./sibling-changes.ts";

export interface RecordOptions {
  table: number;
  recogniser: Recogniser;
  /** Texts around the table, nearest first. */
  around: readonly ContextText[];
  unit: NumberUnit | undefined;
}

/**
 * The results in a part of a table: one for each row, or for each group of columns in it (two
 * networks side by side, methods as columns). A name over a group, or in the row, or over both says
 * what the figures are of.
 */
export function recordsOf(
  part: TablePart,
  roles: readonly Role[],
  { table, recogniser, around, unit }: RecordOptions,
): ExtractedRow[] {
  const values = new ValueReader(part, roles, unit);
  const groups = new Map<string, number[]>();
  roles.forEach((role, column) => {
    if (role.kind !== "values") return;
    const key = role.group.join("\n");
    groups.set(key, [...(groups.get(key) ?? []), column]);
  });
  let networkAbove: string | undefined;
  const found: ExtractedRow[] = [];
  part.rows.forEach((row, at) => {
    const says = rowSays(at, roles, recogniser);
    if (says.networkRow !== undefined) networkAbove = says.networkRow;
    for (const [key, columns] of groups) {
      const read = columns.map((column) =>
        values.read(row, column, roles[column] as Extract<Role, { kind: "values" }>),
      );
      const readings = read.flatMap((each) => each.readings);
      if (readings.length === 0) continue;
      const group = key === "" ? [] : key.split("\n");
      const over = groupSays(group, says.method === undefined, recogniser);
      const texts: ContextText[] = [
        ...says.texts.map((text): ContextText => ({ text, from: "row" })),
        ...over.texts.map((text): ContextText => ({ text, from: "column" })),
        ...(networkAbove === undefined ? [] : [{ text: networkAbove, from: "row" as const }]),
        ...titlesOver(row, recogniser),
        ...part.titles.map((text): ContextText => ({ text, from: "title" })),
        ...around,
      ];
      const named = namedIn(texts, says.depth, recogniser);
      const unknown = isOfRow(named.network) ? undefined : says.unknown;
      const { dataset } = named;
      const network = unknown ? asNamed(unknown) : named.network;
      const method = over.method ?? says.method ?? methodAbove(row, recogniser);
      const target = over.target ?? says.target;
      if (target !== undefined && !readings.some(({ figure }) => figure === "target")) {
        readings.push({
          figure: "target",
          value: target.value,
          tolerance: 0.005,
          text: target.text,
          row: row.number,
          column: 1,
          label: target.label,
          doubts: [],
        });
      }
      found.push({
        table,
        row: row.number,
        rowLabel: says.label,
        columnLabel: group.join(" / "),
        method: method?.label,
        isCited: method?.isCited ?? false,
        network,
        dataset,
        isBaseline:
          method?.label?.kind === "baseline" ||
          (over.method === undefined && says.isNetworkAlone && !hasOwnBase(roles)),
        readings,
        doubts: [
          ...(unknown ? [{ kind: "unknownNetwork" as const, name: unknown }] : []),
          ...read.flatMap((each) => each.doubts),
        ],
      });
    }
  });
  return withoutSiblingChanges(found);
}

/** A network's name was read in the row, or over its column. */
function isOfRow(network: ExtractedRow["network"]): boolean {
  return network?.from === "row" || network?.from === "column";
}

/** A network that nobody knows, by its name in the row. */
function asNamed(name: string): ExtractedRow["network"] {
  const id = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, "-")
    .replace(/^-|-$/g, "");
  return { found: { id, name }, from: "row" };
}

interface Method {
  label: MethodLabel | undefined;
  isCited: boolean;
}

interface RowSays {
  label: string;
  texts: string[];
  method: Method | undefined;
  depth: number | undefined;
  target: { value: number; text: string; label: string } | undefined;
  /** A network is where methods do: what follows is of it. */
  networkRow: string | undefined;
  isNetworkAlone: boolean;
  /** What is where a network does, and is none that is known. */
  unknown: string | undefined;
}

/** What the cells of a row that are no numbers say of it. */
function rowSays(at: number, roles: readonly Role[], recogniser: Recogniser): RowSays {
  const says: RowSays = {
    label: "",
    texts: [],
    method: undefined,
    depth: undefined,
    target: undefined,
    networkRow: undefined,
    isNetworkAlone: false,
    unknown: undefined,
  };
  const labels: string[] = [];
  roles.forEach((role) => {
    if (role.kind !== "context" || role.what === "ignored") return;
    const text = role.texts[at]!;
    if (text === "") return;
    if (role.what === "method" && /^[-–—−/\s]+$/.test(text)) {
      says.method = { label: { text, kind: "baseline" }, isCited: false };
      return;
    }
    if (role.what !== "target") labels.push(text);
    if (role.what === "network" || role.what === "dataset") says.texts.push(text);
    if (role.what === "network" && isUnknownNetwork(text, recogniser)) says.unknown = withoutMarks(text);
    if (role.what === "network" && !says.method && isBaselineNetwork(text, recogniser)) {
      says.method = { label: { text, kind: "baseline" }, isCited: false };
    }
    if (role.what === "depth") says.depth = Number(/\d+/.exec(text)?.[0]);
    if (role.what === "target") {
      const [number] = readCell(text).numbers;
      const value = number && (number.unit === "%" || number.value > 1 ? number.value / 100 : number.value);
      if (value !== undefined && value > 0 && value < 1) says.target = { value, text, label: role.label };
    }
    if (role.what === "method") nameIn(text, says, recogniser);
  });
  says.label = labels.join(", ");
  return says;
}

/** A name, and no known network nor a depth of one: "MobileViT-xs". */
function isUnknownNetwork(text: string, recogniser: Recogniser): boolean {
  return (
    /^\p{L}[\p{L}\p{N} ._+()/-]{1,39}$/u.test(withoutMarks(text)) &&
    recogniser.networks(text).length === 0 &&
    recogniser.datasets(text).length === 0
  );
}

/** "ResNet-56 (baseline)". */
function isBaselineNetwork(text: string, recogniser: Recogniser): boolean {
  const [network] = recogniser.networks(text);
  const rest = network ? text.replace(network.text, " ").replace(/[()[\]-]|\bbn\b/gi, " ") : "";
  return /\p{L}{3}/u.test(rest) && recogniser.label(rest)?.kind === "baseline";
}

/**
 * What is where a method's name is expected: a method, a network (then the row is of the network
 * itself), or both.
 */
function nameIn(text: string, says: RowSays, recogniser: Recogniser): void {
  const isCited = /\[[^\]]+\]|\bet al\b|\(\d{4}\)/.test(text);
  if (isNetwork(text, recogniser)) {
    says.networkRow = text;
    says.isNetworkAlone = true;
    return;
  }
  const [network] = recogniser.networks(text);
  const rest = network
    ? text
        .replace(network.text, " ")
        .replace(/^[\s\-–:,(]+|[\s\-–:,(]+$/g, "")
        .replace(/^\W+$/, "")
    : text;
  if (network && !network.found.isFamily) says.texts.push(text);
  says.method = { label: recogniser.label(network && !network.found.isFamily ? rest : text), isCited };
}

/** What the labels over a group of columns say. */
function groupSays(group: readonly string[], methodIsOpen: boolean, recogniser: Recogniser) {
  const texts: string[] = [];
  let method: Method | undefined;
  let target: RowSays["target"];
  for (const text of group) {
    const names = recogniser.networks(text).length + recogniser.datasets(text).length > 0;
    if (names) {
      texts.push(text);
      continue;
    }
    const [number] = readCell(text).numbers;
    if (number && readCell(text).isNumeric) {
      const share = number.unit === "%" || number.value > 1 ? number.value / 100 : number.value;
      if (share > 0 && share < 1) target = { value: share, text, label: text };
      continue;
    }
    const label = recogniser.label(text);
    if (
      label &&
      (methodIsOpen || label.kind === "baseline" || (label.kind === "method" && recogniser.method(label.name).known))
    ) {
      method = { label, isCited: /\[[^\]]+\]|\bet al\b/.test(text) };
    }
  }
  return { texts, method, target };
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
function methodAbove({ sections }: BodyRow, recogniser: Recogniser): Method | undefined {
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
