import { putFile } from "../../artifacts/atomic-write.ts";
import type { StepRecord } from "../step-record.ts";
import { type Cell, columnsOf } from "./columns.ts";

/**
 * Writes rows as a CSV file (RFC 4180), aside and renamed. A scheme reads as people write it, `NS(…)
 * -> SFP(…)`; other lists have a space between their entries; what a row lacks is empty.
 */
export async function writeCsv(file: string, rows: readonly StepRecord[]): Promise<void> {
  const columns = columnsOf(rows);
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((_, at) => columns.map(({ name, cells }) => text(cells[at]!, name === "scheme" ? " -> " : " "))),
  ];
  await putFile(file, lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join(""));
}

function text(cell: Cell, between: string): string {
  if (cell === null) return "";
  return Array.isArray(cell) ? cell.join(between) : String(cell);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
