import { csv } from "../../../csv.ts";

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
