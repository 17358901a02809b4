import type { TablePart } from "../tables/parts.ts";
import type { Mapping, TableMapping } from "./mapping.ts";

/** The labels of a table's columns, by which a mapping finds the table again. */
export function headerOf({ paths }: Pick<TablePart, "paths">): string[] {
  return paths.map((path) => path.join(" / "));
}

const keyOf = (labels: readonly string[]) =>
  labels.map((label) => label.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim()).join("\n");

/** How a table is mapped, and how much of the mapping holds for it. */
export interface FoundMapping {
  mapping: TableMapping;
  /** What is said of rows holds: it is the very table. */
  ofRows: boolean;
  /** What is said of the whole table holds: it is that table, perhaps in a later version. */
  ofTable: boolean;
}

/**
 * The mapping of a document's table, from 0: the one with its number (and its labels, where it has
 * any), else that of a table with the same labels, as in a later version of the document.
 */
export function mappingFor(
  { tables }: Pick<Mapping, "tables">,
  index: number,
  labels: readonly (readonly string[])[],
): FoundMapping | undefined {
  const key = keyOf(labels[index]!);
  const hasLabels = (each: TableMapping) => each.header !== undefined && keyOf(each.header) === key;
  const own = tables.find((each) => each.table === index + 1 && (each.header === undefined || hasLabels(each)));
  if (own) return { mapping: own, ofRows: true, ofTable: true };
  const alike = tables.find(hasLabels);
  const isOnly = labels.filter((each) => keyOf(each) === key).length === 1;
  return alike && { mapping: alike, ofRows: false, ofTable: isOnly };
}

/** A mapping with the labels of the tables that it was used for, by which later versions find it. */
export function withHeaders(
  mapping: Mapping,
  { counts }: { counts: readonly { index: number; mapping?: TableMapping }[] },
): Mapping {
  return {
    ...mapping,
    tables: mapping.tables.map((table) => {
      const read = counts.find(({ index }) => index + 1 === table.table)?.mapping;
      return table.header === undefined && read?.header ? { ...table, header: read.header } : table;
    }),
  };
}

/** What a document's tables were taken for, as one mapping; undefined where it has no table. */
export function mappingOf({
  paper,
  counts,
}: {
  paper: { id: string };
  counts: readonly { figures: number; mapping?: TableMapping }[];
}): Mapping | undefined {
  const tables = counts.flatMap(({ figures, mapping }) => (figures > 0 && mapping ? [mapping] : []));
  return tables.length === 0 ? undefined : { paper: paper.id, tables };
}
