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

/** Entries of the same value under one key, so that a mapping is short; each alone they are the same. */
export function together<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  const places = new Map<string, { value: T; pieces: [number, number][] }>();
  for (const [key, value] of Object.entries(eachAlone(entries))) {
    const [number, text] = [Number(key), JSON.stringify(value)];
    const { pieces } = places.get(text) ?? places.set(text, { value, pieces: [] }).get(text)!;
    const last = pieces.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else pieces.push([number, number]);
  }
  const written = ([from, to]: [number, number]) => (from === to ? `${from}` : `${from}-${to}`);
  return Object.fromEntries([...places.values()].map(({ value, pieces }) => [pieces.map(written).join(","), value]));
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

/** What a person says that one column or row is of. */
export type Constants = { [Name in "network" | "dataset" | "method" | "teacher" | "setting"]?: string };
type Unit = TableMapping["columns"][string]["unit"];

/** The mapping with what one column, from 1, is of, and its unit; what is not told holds no more. */
export function withColumnOf(
  mapping: TableMapping,
  number: number,
  { unit, ...constants }: Constants & { unit?: string },
): TableMapping {
  const columns = eachAlone(mapping.columns);
  const { is, header } = columns[number] ?? { is: "ignore" as const };
  const column = { is, ...(header && { header }), ...(unit && { unit: unit as NonNullable<Unit> }), ...constants };
  return { ...mapping, columns: { ...columns, [number]: column } };
}

/** The mapping with what one row, by its number in the table, is of; what is not told holds no more. */
export function withRowOf(mapping: TableMapping, number: number, constants: Constants): TableMapping {
  const rows = eachAlone(mapping.rows);
  const is = rows[number]?.is ?? "result";
  return withRow({ ...mapping, rows: { ...rows, [number]: { is, ...constants } } }, number, is);
}
