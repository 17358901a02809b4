import { parquetReadObjects } from "hyparquet";
import { putFile } from "../../artifacts/atomic-write.ts";
import { readExisting } from "../../artifacts/existing-file.ts";
import { BadInput } from "../../errors.ts";
import { type Cell, type Column, parquet } from "../../parquet.ts";
import type { StepRecord } from "../step-record.ts";
import { columnsOf, rowsOf } from "./columns.ts";

/** Writes rows as a Parquet file, aside and renamed. */
export async function writeParquet(file: string, rows: readonly StepRecord[]): Promise<void> {
  await putFile(file, parquet(columnsOf(rows)));
}

/**
 * The rows of a Parquet file; none where there is no file.
 *
 * @throws BadInput where it is no table of steps
 */
export async function readParquet(file: string): Promise<StepRecord[]> {
  const bytes = await readExisting(file);
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
