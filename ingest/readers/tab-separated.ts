/**
 * A run of lines with tabs between cells, as converters of PDF files write tables into Markdown.
 */
export interface TabRun {
  /** Index of its first line and of the one after its last. */
  from: number;
  to: number;
  rows: string[][];
}

/**
 * The tables among lines of text whose cells have tabs between them: two lines or more, most with
 * the same number of cells.
 */
export function tabRuns(lines: readonly string[]): TabRun[] {
  const runs: TabRun[] = [];
  let fence: string | undefined;
  let from: number | undefined;
  const end = (to: number) => {
    if (from !== undefined) {
      const rows = lines.slice(from, to).map((line) => line.replace(/\s+$/, "").split("\t"));
      if (isTable(rows)) runs.push({ from, to, rows });
    }
    from = undefined;
  };
  lines.forEach((line, at) => {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark && (fence === undefined || line.trim() === fence)) fence = fence === undefined ? mark : undefined;
    const hasCells =
      fence === undefined && /\t/.test(line.trimEnd()) && /\S/.test(line) && !line.trimStart().startsWith("|");
    if (hasCells) from ??= at;
    else end(at);
  });
  end(lines.length);
  return runs;
}

function isTable(rows: readonly string[][]): boolean {
  if (rows.length < 2) return false;
  const filled = rows.map((row) => row.filter((text) => text.trim() !== "").length);
  const several = filled.filter((count) => count > 1).length;
  const widest = Math.max(...rows.map((row) => row.length));
  return several >= 2 && several >= rows.length / 2 && widest <= 100;
}
