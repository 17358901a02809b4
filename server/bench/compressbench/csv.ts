import { putFile } from "../../artifacts/atomic-write.ts";
import { csvOfColumns } from "../../csv.ts";
import type { StepRecord } from "../step-record.ts";
import { columnsOf } from "./columns.ts";

/**
 * Writes rows as a CSV file, aside and renamed. A scheme reads as people write it, `NS(…) -> SFP(…)`;
 * other lists have a space between their entries; what a row lacks is empty.
 */
export async function writeCsv(file: string, rows: readonly StepRecord[]): Promise<void> {
  const columns = columnsOf(rows).map(({ name, cells }) => {
    const between = name === "scheme" ? " -> " : " ";
    return { name, cells: cells.map((cell) => (Array.isArray(cell) ? cell.join(between) : cell)) };
  });
  await putFile(file, csvOfColumns(columns));
}
