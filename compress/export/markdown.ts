const whole = new Intl.NumberFormat("en-US");

/** `12345` -> `12,345`. */
export function count(value: number | undefined): string {
  return value === undefined ? "–" : whole.format(value);
}

/** `1 step`, `2 steps`. */
export function counted(number: number, thing: string): string {
  return `${count(number)} ${thing}${number === 1 ? "" : "s"}`;
}

/** A fraction of 1 as people read it. */
export function percent(fraction: number | undefined): string {
  return fraction === undefined ? "–" : `${(100 * fraction).toFixed(1)} %`;
}

/** A table in Markdown; the first column is text, the others are right-aligned. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
