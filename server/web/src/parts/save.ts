/** What is saved: rows as CSV, a text, or bytes. */
type Content = { rows: Record<string, unknown>[] } | { text: string; mediaType: string } | { blob: Blob };

/** Saves a file where the browser keeps its downloads. */
export function save(name: string, content: Content): void {
  const blob =
    "blob" in content
      ? content.blob
      : "text" in content
        ? new Blob([content.text], { type: content.mediaType })
        : new Blob([csv(content.rows)], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Rows as CSV (RFC 4180); what is no plain value is written as JSON. */
export function csv(rows: Record<string, unknown>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: unknown[]) => `${cells.map(cell).join(",")}\r\n`;
  return line(columns) + rows.map((row) => line(columns.map((column) => row[column]))).join("");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
