import type { Mapping } from "../../../../ingest/index.ts";

/** What one table's columns and rows are. */
export type TableMapping = Mapping["tables"][number];
type Row = TableMapping["rows"][string];

/** Entries whose keys are numbers, ranges and lists of these, each with a key of its own; the first of two holds. */
export function eachAlone<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  const alone: Record<string, T> = {};
  for (const [keys, value] of Object.entries(entries))
    for (const piece of keys.split(",")) {
      const [from = 0, to = from] = piece.trim().split("-").map(Number);
      for (let number = from; number <= to; number++) alone[number] ??= value;
    }
  return alone;
}

/** The mapping with a column, from 1, that holds something else. */
export function withColumn(
  mapping: TableMapping,
  number: number,
  is: TableMapping["columns"][string]["is"],
): TableMapping {
  const columns = eachAlone(mapping.columns);
  return { ...mapping, columns: { ...columns, [number]: { ...columns[number], is } } };
}

/** The mapping with a row, by its number in the table, that is something else; a usual one needs no word. */
export function withRow(mapping: TableMapping, number: number, is: Row["is"]): TableMapping {
  const { [number]: before, ...others } = eachAlone(mapping.rows);
  const { is: _, ...constants } = before ?? { is };
  const isUsual = is === "result" && Object.keys(constants).length === 0;
  return { ...mapping, rows: isUsual ? others : { ...others, [number]: { ...constants, is } } };
}

/** The mapping of a table whose labels stand the other way: what was said of columns holds no more. */
export function turnedOver({ turned, headerRows: _, ...mapping }: TableMapping): TableMapping {
  return { ...mapping, ...(!turned && { turned: true }), columns: { "1": { is: "ignore" } }, rows: {} };
}
