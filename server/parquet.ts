import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";

/** What a cell may hold; null where a row has no such value. */
export type Cell = number | string | boolean | readonly number[] | readonly string[] | null;

/** What the cells of a column are: whole numbers, numbers, words, yes or no, or lists of numbers or words. */
export type ColumnKind = "count" | "number" | "word" | "flag" | "numbers" | "words";

/** A column of a table. */
export interface Column {
  name: string;
  kind: ColumnKind;
  cells: Cell[];
}

type Leaf = Pick<SchemaElement, "type" | "converted_type">;

const text: Leaf = { type: "BYTE_ARRAY", converted_type: "UTF8" };

const leaves: Record<ColumnKind, Leaf> = {
  count: { type: "INT32" },
  number: { type: "DOUBLE" },
  numbers: { type: "DOUBLE" },
  flag: { type: "BOOLEAN" },
  word: text,
  words: text,
};

/** A table as a Parquet file; lists are Parquet's own lists. */
export function parquet(columns: readonly Column[]): Buffer {
  const schema: SchemaElement[] = [{ name: "root", num_children: columns.length }, ...columns.flatMap(schemaOf)];
  const columnData = columns.map(({ name, cells }) => ({ name, data: cells }));
  return Buffer.from(parquetWriteBuffer({ columnData, schema }));
}

/** A list has three levels, or readers take it for JSON. */
function schemaOf({ name, kind }: Column): SchemaElement[] {
  if (kind !== "numbers" && kind !== "words") return [{ name, repetition_type: "OPTIONAL", ...leaves[kind] }];
  return [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "OPTIONAL", ...leaves[kind] },
  ];
}
