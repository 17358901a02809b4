import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withCaptions } from "../../../ingest/readers/captions.ts";
import type { PaperText, Table } from "../../../ingest/readers/paper-text.ts";
import { readPaper } from "../../../ingest/readers/read.ts";
import { gridOf } from "../../../ingest/tables/grid.ts";
import { pdfWithTable } from "../readers/drawn-pdf.ts";
import { type DrawnRow, filledIn, htmlText, latexText, markdownText, plainRows } from "./rendered-tables.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Spaces are the printer's affair: "93.26 $\pm$ 0.03" and "93.26 ± 0.03" print the same. */
const tight = (text: string) => text.replace(/\s+/g, "").replace(/−/g, "-");

function tablesOf({ blocks }: PaperText): Table[] {
  return blocks.filter((block): block is Table => block.kind === "table");
}

function gridsOf(paper: PaperText): string[][][] {
  return tablesOf(paper).map((table) => gridOf(table).rows.map((row) => row.map(({ text }) => tight(text))));
}

const cellText = fc.constantFrom(
  "ResNet-56",
  "FPGM",
  "Acc. (%)",
  "FLOPs ↓ (%)",
  "93.26 ± 0.03",
  "−0.25",
  "41.7 / 39.2",
  "0.85M",
  "1,234",
  "50%",
  "a_b",
  "x & y",
  "p | q",
  "L1-norm",
  "Δ Acc",
  "< 0.1",
  "1.25e8",
  "0.49M (42.4%)",
  "4.1×",
  "Li et al. [12]",
);
const plainTable = fc
  .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 6 }))
  .chain(([height, width]) =>
    fc.array(fc.array(cellText, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
  );

/**
 * Cells of random spans, each with a text of its own; the first column is never merged downwards,
 * so that no row is empty.
 */
const mergedTable = fc
  .record({
    height: fc.integer({ min: 2, max: 6 }),
    width: fc.integer({ min: 2, max: 6 }),
    spans: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 36,
      maxLength: 36,
    }),
  })
  .map(({ height, width, spans }): DrawnRow[] => {
    const taken = Array.from({ length: height }, () => new Array<boolean>(width).fill(false));
    let next = 0;
    return taken.map((row, top) => {
      const cells: DrawnRow = [];
      for (let left = 0; left < width; left++) {
        if (row[left]) continue;
        const [down, right] = spans[next % spans.length]!;
        next += 1;
        let colSpan = 1;
        while (colSpan < right && left + colSpan < width && !row[left + colSpan]) colSpan += 1;
        const rowSpan = left === 0 ? 1 : Math.min(down, height - top);
        for (let y = top; y < top + rowSpan; y++) for (let x = left; x < left + colSpan; x++) taken[y]![x] = true;
        cells.push({ text: `t${next}`, rowSpan, colSpan });
      }
      return cells;
    });
  });

describe("a table reads back as it was written", () => {
  const writers: [string, string, (rows: readonly DrawnRow[]) => string][] = [
    ["Markdown", "paper.md", markdownText],
    ["HTML", "paper.html", htmlText],
    ["HTML in Markdown", "paper.md", htmlText],
    ["LaTeX", "paper.tex", latexText],
    ["LaTeX in Markdown", "paper.md", latexText],
  ];
  test.each(writers)("%s", async (_name, file, write) => {
    await fc.assert(
      fc.asyncProperty(plainTable, async (rows) => {
        const source = `Before.\n\n${write(plainRows(rows))}\n\nAfter.\n`;
        expect(gridsOf(await readPaper(bytes(source), file))).toEqual([rows.map((row) => row.map(tight))]);
      }),
      { numRuns: 60 },
    );
  });
  test.each(writers.filter(([name]) => name !== "Markdown"))("%s, with merged cells", async (_name, file, write) => {
    await fc.assert(
      fc.asyncProperty(mergedTable, async (rows) => {
        const source = `Before.\n\n${write(rows)}\n\nAfter.\n`;
        const [grid] = gridsOf(await readPaper(bytes(source), file));
        expect(grid).toEqual(filledIn(rows));
      }),
      { numRuns: 60 },
    );
  });
});

const names = fc.constantFrom("FPGM", "HRank", "SFP", "LeGR", "NS", "CHIP", "ThiNet", "GAL-0.6", "DCP (ours)");
const figure = fc.oneof(
  fc.integer({ min: 0, max: 9999 }).map((value) => (value / 100).toFixed(2)),
  fc.integer({ min: 0, max: 999 }).map((value) => `${(value / 10).toFixed(1)}%`),
  fc.integer({ min: -300, max: 300 }).map((value) => (value / 100).toFixed(2)),
);
const printed = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 2, max: 4 }))
  .chain(([height, width]) =>
    fc.array(fc.tuple(names, fc.array(figure, { minLength: width, maxLength: width })), {
      minLength: height,
      maxLength: height,
    }),
  )
  .map((rows) => [
    ["Method", "Acc. (%)", "Params (M)", "FLOPs (M)", "PR (%)"].slice(0, rows[0]![1].length + 1),
    ...rows.map(([name, figures]) => [name, ...figures]),
  ]);

describe("a table that is only drawn, in a PDF, is found again", () => {
  test.each([false, true])("in two columns of text: %s", async (twoColumns) => {
    await fc.assert(
      fc.asyncProperty(printed, async (rows) => {
        const paper = await readPaper(pdfWithTable(rows, { twoColumns }), "paper.pdf");
        expect(gridsOf(paper)).toEqual([rows.map((row) => row.map(tight))]);
        const [table] = tablesOf({ ...paper, blocks: withCaptions(paper.blocks) });
        expect(table).toMatchObject({ caption: "Table 1. Results of compression on CIFAR-10.", page: 1 });
      }),
      { numRuns: 25 },
    );
  });
});

test("what is bold, raised, lowered, cited or a footnote reads alike in every format", async () => {
  const markdown = "| Method | Acc |\n|---|---|\n| FPGM<sup>†</sup> [12] | **93.1** |\n";
  const html =
    "<table><tr><th>Method</th><th>Acc</th></tr><tr><td>FPGM<sup>†</sup> [12]</td><td><strong>93.1</strong></td></tr></table>";
  const latex =
    "\\begin{tabular}{lc}Method & Acc \\\\ \\midrule FPGM$^\\dagger$ \\cite{he2019} & \\textbf{93.1} \\\\ \\end{tabular}";
  for (const [file, text] of [
    ["a.md", markdown],
    ["a.html", html],
    ["a.tex", latex],
  ] as const) {
    const [table] = tablesOf(await readPaper(bytes(text), file));
    expect(table!.rows[1]!.cells[1]).toMatchObject({ text: "93.1", bold: true });
    expect(table!.rows[1]!.cells[0]!.text).toMatch(/^FPGM.*\^\{†\} \[(12|he2019)\]$/);
  }
});
