import type { Recogniser } from "../recognise/recogniser.ts";
import type { ColumnGroup } from "./column-groups.ts";
import type { ExtractedRow } from "./extracted.ts";
import { readCell } from "./numbers.ts";
import type { TablePart } from "./parts.ts";
import type { Role } from "./roles.ts";
import type { MethodSaid, TargetSaid } from "./row-says.ts";

/** A network that nobody knows, by its name in the row. */
export function asNamed(name: string): NonNullable<ExtractedRow["network"]> {
  const id = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, "-")
    .replace(/^-|-$/g, "");
  return { found: { id, name }, from: "row" };
}

/** What rows are of, where no cell says it. */
export interface RowConstants {
  network?: string | undefined;
  dataset?: string | undefined;
  method?: string | undefined;
  teacher?: string | undefined;
  setting?: string | undefined;
}

export function namedBy(network: string | undefined): ExtractedRow["network"] {
  return network === undefined ? undefined : { ...asNamed(network), from: "given" };
}

export function datasetBy(dataset: string | undefined): ExtractedRow["dataset"] {
  if (dataset === undefined) return undefined;
  const { found } = asNamed(dataset);
  return { found: { ...found, features: null }, from: "given" };
}

/** What a person says that a group's figures are of. */
export function saidByPerson(
  { says }: ColumnGroup,
  given: RowConstants,
  methodIsOpen: boolean,
  recogniser: Recogniser,
): GroupSays {
  const share = says?.pr ?? says?.target;
  const label =
    given.method === undefined || !(methodIsOpen || says?.method) ? undefined : recogniser.label(given.method);
  return {
    texts: [given.network, given.dataset].filter((text) => text !== undefined),
    method: label && {
      label: label.kind === "method" ? label : { text: given.method!, kind: "method", name: given.method! },
      isCited: false,
    },
    target: share && { ...share, label: share.text },
    teacher: given.teacher,
    unknown: undefined,
  };
}

/** What each level of the header is of, where the labels over the names say it: teachers over students. */
export function levelsOf(part: TablePart, roles: readonly Role[]): (string | undefined)[] {
  const names = roles.findIndex(({ kind }) => kind === "context");
  const path = part.paths[names] ?? [];
  return path.length > 1 && path.some((label) => /^teachers?$/i.test(label)) ? path : [];
}

/** What is said over a group of columns. */
export interface GroupSays {
  texts: string[];
  method: MethodSaid | undefined;
  target: TargetSaid | undefined;
  teacher: string | undefined;
  /** A label that nobody understands. */
  unknown: string | undefined;
}

/** What the labels over a group of columns say. */
export function groupSays(
  group: readonly string[],
  methodIsOpen: boolean,
  levels: readonly (string | undefined)[],
  recogniser: Recogniser,
): GroupSays {
  const texts: string[] = [];
  let method: MethodSaid | undefined;
  let target: TargetSaid | undefined;
  let teacher: string | undefined;
  let unknown: string | undefined;
  for (const [level, text] of group.entries()) {
    if (/^teachers?$/i.test(levels[level] ?? "")) {
      teacher = text;
      continue;
    }
    const names = recogniser.networks(text).length + recogniser.datasets(text).length > 0;
    if (names) {
      texts.push(text);
      continue;
    }
    const [number] = readCell(text).numbers;
    if (number && readCell(text).isNumeric) {
      const share = number.unit === "%" || number.value > 1 ? number.value / 100 : number.value;
      if (share > 0 && share < 1) target = { value: share, text, label: text };
      else unknown = text;
      continue;
    }
    const label = recogniser.label(text);
    if (
      label &&
      (methodIsOpen || label.kind === "baseline" || (label.kind === "method" && recogniser.method(label.name).known))
    ) {
      method = { label, isCited: /\[[^\]]+\]|\bet al\b/.test(text) };
    } else unknown = text;
  }
  return { texts, method, target, teacher, unknown };
}
