/** A cell of a table to be rendered; the rows and columns it covers begin at its own. */
export interface DrawnCell {
  text: string;
  rowSpan: number;
  colSpan: number;
}

/** Rows of cells as HTML has them: what a merged cell covers is not there. */
export type DrawnRow = DrawnCell[];

export const plainRows = (rows: readonly (readonly string[])[]): DrawnRow[] =>
  rows.map((row) => row.map((text) => ({ text, rowSpan: 1, colSpan: 1 })));

/** The rectangle that the cells fill, each merged one in all its places: the slow, obvious way. */
export function filledIn(rows: readonly DrawnRow[]): string[][] {
  const grid: string[][] = rows.map(() => []);
  rows.forEach((cells, row) => {
    for (const { text, rowSpan, colSpan } of cells) {
      let column = 0;
      while (grid[row]![column] !== undefined) column += 1;
      for (let down = 0; down < rowSpan; down++)
        for (let right = 0; right < colSpan; right++) grid[row + down]![column + right] = text;
    }
  });
  return grid;
}

/** The rows as a table of HTML. */
export function htmlText(rows: readonly DrawnRow[]): string {
  const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const cells = (row: DrawnRow) =>
    row.map(
      ({ text, rowSpan, colSpan }) =>
        `<td${rowSpan > 1 ? ` rowspan="${rowSpan}"` : ""}${colSpan > 1 ? ` colspan=${colSpan}` : ""}>${escaped(text)}</td>`,
    );
  return `<table>\n${rows.map((row) => `  <tr>${cells(row).join("")}</tr>`).join("\n")}\n</table>`;
}

/** The rows as a table of GitHub's Markdown, which has no merged cells. */
export function markdownText(rows: readonly DrawnRow[]): string {
  const escaped = (text: string) => text.replace(/[\\|*_&<[\]$]/g, "\\$&");
  const [head, ...body] = rows.map((row) => `| ${row.map(({ text }) => escaped(text)).join(" | ")} |`);
  return [head, `|${rows[0]!.map(() => " --- ").join("|")}|`, ...body].join("\n");
}

const latexSigns: Readonly<Record<string, string>> = {
  "±": "$\\pm$",
  "↓": "$\\downarrow$",
  "−": "$-$",
  "<": "$<$",
  "×": "$\\times$",
  "|": "$|$",
};

/** The rows as a `tabular`; under a merged cell stand empty ones, as LaTeX wants it. */
export function latexText(rows: readonly DrawnRow[]): string {
  const escaped = (text: string) => text.replace(/[%&_#$]/g, "\\$&").replace(/[±↓−<×|]/g, (sign) => latexSigns[sign]!);
  const width = filledIn(rows)[0]!.length;
  const taken: (DrawnCell | undefined)[][] = rows.map(() => []);
  const lines = rows.map((cells, row) => {
    const left = [...cells];
    const written: string[] = [];
    for (let column = 0; column < width; ) {
      const above = taken[row]![column];
      const here = above ?? left.shift()!;
      const inner = above
        ? ""
        : here.rowSpan > 1
          ? `\\multirow{${here.rowSpan}}{*}{${escaped(here.text)}}`
          : escaped(here.text);
      written.push(here.colSpan > 1 ? `\\multicolumn{${here.colSpan}}{c}{${inner}}` : inner);
      if (!above)
        for (let down = 0; down < here.rowSpan; down++)
          for (let right = 0; right < here.colSpan; right++) taken[row + down]![column + right] = here;
      column += here.colSpan;
    }
    return `${written.join(" & ")} \\\\`;
  });
  return `\\begin{tabular}{${"c".repeat(width)}}\n\\toprule\n${lines.join("\n")}\n\\bottomrule\n\\end{tabular}`;
}
