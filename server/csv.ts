/**
 * Rows as CSV (RFC 4180), with a line of names first: the columns given, or all that any row has. A list or an object
 * is JSON in its cell, null an empty cell. Text that a spreadsheet would run as a formula gets a ' before it.
 */
export function csv(rows: readonly object[], columns?: readonly string[]): string {
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [names, ...rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name]))].map(line).join("");
}

/** The same of columns, whose cells are in the order of the rows. */
export function csvOfColumns(columns: readonly { name: string; cells: readonly unknown[] }[]): string {
  const rows = (columns[0]?.cells ?? []).map((_, at) => columns.map(({ cells }) => cells[at]));
  return [columns.map(({ name }) => name), ...rows].map(line).join("");
}

const line = (cells: readonly unknown[]) => `${cells.map(cell).join(",")}\r\n`;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
