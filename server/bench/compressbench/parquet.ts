import { readFile } from "node:fs/promises";
import { parquetReadObjects, type SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { putFile } from "../../artifacts/atomic-write.ts";
import { BadInput } from "../../errors.ts";
import type { StepRecord } from "../step-record.ts";
import { type Cell, type Column, type ColumnKind, columnsOf, rowsOf } from "./columns.ts";

type Leaf = Pick<SchemaElement, "type" | "converted_type">;

const leaves: Record<ColumnKind, Leaf> = {
  count: { type: "INT32" },
  number: { type: "DOUBLE" },
  numbers: { type: "DOUBLE" },
  word: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  words: { type: "BYTE_ARRAY", converted_type: "UTF8" },
};

/** Writes rows as a Parquet file, aside and renamed; lists are Parquet's own lists. */
export async function writeParquet(file: string, rows: readonly StepRecord[]): Promise<void> {
  const columns = columnsOf(rows);
  const schema: SchemaElement[] = [{ name: "root", num_children: columns.length }, ...columns.flatMap(schemaOf)];
  const columnData = columns.map(({ name, cells }) => ({ name, data: cells as Cell[] }));
  await putFile(file, new Uint8Array(parquetWriteBuffer({ columnData, schema })));
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

/**
 * The rows of a Parquet file; none where there is no file.
 *
 * @throws BadInput where it is no table of steps
 */
export async function readParquet(file: string): Promise<StepRecord[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!bytes) return [];
  const { buffer, byteOffset, byteLength } = bytes;
  const whole = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const objects = await parquetReadObjects({ file: whole }).catch((cause: Error) => {
    throw new BadInput(`${file} is no Parquet file that can be read: ${cause.message}`);
  });
  const names = Object.keys(objects[0] ?? {});
  return rowsOf(
    names.map((name): Column => ({ name, kind: "word", cells: objects.map((object) => object[name] as Cell) })),
  );
}
