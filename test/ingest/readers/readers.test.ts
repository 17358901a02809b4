import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withCaptions } from "../../../ingest/readers/captions.ts";
import { paperLimits, refuseTooLong } from "../../../ingest/readers/limits.ts";
import type { PaperText, Table } from "../../../ingest/readers/paper-text.ts";
import { readPaper } from "../../../ingest/readers/read.ts";
import { gridOf } from "../../../ingest/tables/grid.ts";
import { DrawnPage } from "./drawn-pdf.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = async (file: string, text: string): Promise<PaperText> => {
  const paper = await readPaper(bytes(text), file);
  return { ...paper, blocks: withCaptions(paper.blocks) };
};
const tablesOf = ({ blocks }: PaperText) => blocks.filter((block): block is Table => block.kind === "table");
const cellsOf = (paper: PaperText) =>
  tablesOf(paper).map((table) => gridOf(table).rows.map((row) => row.map(({ text }) => text)));
const prose = ({ blocks }: PaperText) => blocks.map((block) => (block.kind === "table" ? "" : block.text)).join("\n");

/** Spaces round a sign are the printer's affair. */
const tight = (text: string) => text.replace(/\s/g, "");

describe("the same small paper in every format of text", () => {
  const table = [
    ["Method", "ResNet-56", "ResNet-56"],
    ["Method", "Acc. (%)", "FLOPs ↓ (%)"],
    ["FPGM", "93.26 ± 0.03", "52.6"],
    ["HRank", "93.17", "50.0"],
  ];
  const papers: [string, string][] = [
    [
      "a.html",
      `<html><body><h1>A Paper</h1><p>It is about filters.</p><table><caption>Table 1. Results on CIFAR-10.</caption>
       <tr><th rowspan=2>Method</th><th colspan=2>ResNet-56</th></tr><tr><th>Acc. (%)</th><th>FLOPs &darr; (%)</th></tr>
       <tr><td>FPGM</td><td><b>93.26</b> &plusmn; 0.03</td><td>52.6</td></tr><tr><td>HRank<td>93.17<td>50.0</table>
       <p>* taken from the paper.</p></body></html>`,
    ],
    [
      "a.md",
      `# A Paper\n\nIt is about filters.\n\nTable 1. Results on CIFAR-10.\n\n<table><tr><td rowspan="2">Method</td><td colspan="2">ResNet-56</td></tr>
<tr><td>Acc. (%)</td><td>FLOPs ↓ (%)</td></tr>\n<tr><td>FPGM</td><td><b>93.26</b> ± 0.03</td><td>52.6</td></tr>

<tr><td>HRank</td><td>93.17</td><td>50.0</td></tr></table>\n\n\\* taken from the paper.\n`,
    ],
    [
      "a.tex",
      `\\documentclass{article}\\newcommand{\\ours}{HRank}\\title{A Paper}\\begin{document}\\maketitle % no more
It is about filters.
\\begin{table}[t]\\caption{Results on CIFAR-10.}\\label{tab:a}
\\begin{tabular}{l|cc}\\toprule
\\multirow{2}{*}{Method} & \\multicolumn{2}{c}{ResNet-56} \\\\ \\cmidrule{2-3}
 & Acc. (\\%) & FLOPs $\\downarrow$ (\\%) \\\\ \\midrule
FPGM & $\\mathbf{93.26} \\pm 0.03$ & 52.6 \\\\
% commented & 1 & 2 \\\\
\\ours{} & 93.17 & 50.0 \\\\ \\bottomrule
\\end{tabular}\\end{table}
* taken from the paper.
\\end{document}`,
    ],
  ];
  test.each(papers)("%s", async (file, text) => {
    const paper = await read(file, text);
    expect(paper.title).toBe("A Paper");
    expect(prose(paper)).toContain("It is about filters.");
    const [only, ...more] = tablesOf(paper);
    expect(more).toEqual([]);
    expect(only!.caption).toMatch(/Results on CIFAR-10\.$/);
    expect(cellsOf(paper)[0]!.map((row) => row.map(tight))).toEqual(table.map((row) => row.map(tight)));
    expect(gridOf(only!).rows[2]![1]).toMatchObject({ bold: true });
    expect(gridOf(only!).rows[3]![1]).toMatchObject({ bold: false });
  });
  test.each(papers.slice(0, 2))("%s: a footnote under a table belongs to it", async (file, text) => {
    expect(tablesOf(await read(file, text))[0]!.footnotes).toEqual(["* taken from the paper."]);
  });
});

test.each([
  "\\begin{tabular}[t]{@{}lc@{}}BODY\\end{tabular}",
  "\\begin{tabular*}{\\textwidth}{lc}BODY\\end{tabular*}",
  "\\begin{tabularx}{0.9\\columnwidth}{Xr}BODY\\end{tabularx}",
  "\\begin{longtable}{lc}BODY\\end{longtable}",
  "\\begin{tabulary}{10cm}{LC}BODY\\end{tabulary}",
  "\\resizebox{\\linewidth}{!}{\\setlength{\\tabcolsep}{4pt}\\begin{tabular}{lc}BODY\\end{tabular}}",
])("the kin of tabular have other arguments and the same cells: %s", async (latex) => {
  const body =
    "\\toprule[1.2pt]\\rowcolor{gray!20}{\\bf Method} & Acc. \\\\ \\midrule FPGM & \\makecell{93.26} \\\\ \\bottomrule";
  const paper = await read("a.tex", `\\begin{document}${latex.replace("BODY", () => body)}\\end{document}`);
  expect(cellsOf(paper)).toEqual([
    [
      ["Method", "Acc."],
      ["FPGM", "93.26"],
    ],
  ]);
});

test("a table with tabs between its cells, as converters write them", async () => {
  const paper = await read(
    "a.md",
    "Table 4. Results.\n\nMethod\tAcc.\tPR\nLMA\t79.61\t41.7\nLeGR\t**90.69**\t40.0\n\nThe end.\n",
  );
  expect(cellsOf(paper)).toEqual([
    [
      ["Method", "Acc.", "PR"],
      ["LMA", "79.61", "41.7"],
      ["LeGR", "90.69", "40.0"],
    ],
  ]);
});

test("a table from LaTeXML, which HTML papers of arXiv are", async () => {
  const cell = (text: string, kind = "") => `<span class="ltx_td ${kind}">${text}</span>`;
  const math =
    '<math alttext="93.3_{\\pm 0.1}"><mn>93.3</mn><annotation encoding="application/x-tex">93.3_{\\pm 0.1}</annotation></math>';
  const paper = await read(
    "a.html",
    `<figure class="ltx_table"><figcaption>Table 2: Results.</figcaption><span class="ltx_tabular"><span class="ltx_thead"><span class="ltx_tr">${cell("Method")}${cell("Acc.")}</span></span>
     <span class="ltx_tbody"><span class="ltx_tr">${cell("FPGM")}${cell(math)}</span></span></span></figure>`,
  );
  expect(cellsOf(paper)).toEqual([
    [
      ["Method", "Acc."],
      ["FPGM", "93.3_{±0.1}"],
    ],
  ]);
  expect(tablesOf(paper)[0]!.caption).toBe("Table 2: Results.");
});

describe("what strangers write", () => {
  test("scripts, frames, hidden parts and addresses in HTML are neither run, loaded nor read", async () => {
    const paper = await read(
      "a.html",
      `<title>A Paper</title><script>document.write("<table><tr><td>evil</td></tr></table>")</script><style>p{}</style>
       <iframe src="file:///etc/passwd">evil</iframe><img src=x onerror="evil()"><object data="http://127.0.0.1:1/evil"></object>
       <p hidden>evil</p><template><table><tr><td>evil</td></tr></table></template><svg><text>evil</text></svg>
       <p>good</p><table><tr><td onclick="evil()">M</td><td>1<script>evil</script></td></tr></table>`,
    );
    expect(cellsOf(paper)).toEqual([[["M", "1"]]]);
    expect(JSON.stringify(paper)).not.toContain("evil");
  });

  const deep = 50_000;
  test.each<[string, string, string]>([
    ["HTML", "a.html", `${"<div>".repeat(deep)}<table><tr><td>M</td><td>1</td></tr></table>`],
    ["tables in tables", "a.html", "<table><tr><td>".repeat(2_000)],
    ["lists in Markdown", "a.md", `${">".repeat(deep)} quoted\n\n| M | A |\n|---|---|\n| F | 1 |\n`],
    ["emphasis in Markdown", "a.md", "*a **a ".repeat(5_000)],
    ["groups in LaTeX", "a.tex", `\\begin{document}${"{".repeat(deep)}`],
    [
      "a command that calls itself",
      "a.tex",
      "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}\\begin{document}\\a\\end{document}",
    ],
    ["braces in a formula", "a.md", `$${"{".repeat(3_000)}$`],
  ])("nesting without end is read or refused in one sentence: %s", async (_name, file, text) => {
    await readPaper(bytes(text), file).catch((error: Error) => {
      expect(error).toMatchObject({ name: "IngestError", message: expect.stringMatching(/^a\.\w+: [^\n]+\.$/) });
    });
  });

  test("a cell that wants to cover everything covers no more than a table has", async () => {
    const table = (spans: string) => `<table><tr><td ${spans}>M</td><td>A</td></tr><tr><td>1</td></tr></table>`;
    const wide = tablesOf(await read("a.html", table("rowspan=2 colspan=999999999"))).map(gridOf)[0]!;
    expect(wide.width).toBeLessThanOrEqual(202);
    expect(wide.rows).toHaveLength(2);
    const all = await read("a.html", table("rowspan=999999999 colspan=999999999"));
    expect(tablesOf(all)).toEqual([]);
    expect(all.remarks).toEqual([expect.stringMatching(/^table 1 of the document is skipped: .* cells\.$/)]);
  });

  test("a paper of more bytes than papers have is refused before it is read", async () => {
    const large = new Uint8Array(paperLimits.bytes + 1).fill(97);
    for (const file of ["a.md", "a.html", "a.tex", "a.pdf"])
      await expect(readPaper(large, file)).rejects.toMatchObject({ code: "too_large", message: /cut out the part/ });
  });

  test("ten megabytes of text are refused or read", async () => {
    const row = "| FPGM | 93.26 | 52.6 |\n";
    const text = `| Method | Acc. | FR |\n|---|---|---|\n${row.repeat(Math.floor(10e6 / row.length))}`;
    await readPaper(bytes(text), "a.md").catch((error: Error) => expect(error).toMatchObject({ code: "too_large" }));
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      "bytes that are no text",
      new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]),
      /a\.md: is no text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8\./,
    ],
    ["another kind of text", new Uint8Array(4_000).fill(0xe9), /is no text in UTF-8/],
  ])("%s", async (_name, data, sentence) => {
    await expect(readPaper(data, "a.md")).rejects.toMatchObject({ code: "bad_document", message: sentence });
  });

  test("a name that is no paper's", async () => {
    await expect(readPaper(bytes("x"), "a.docx")).rejects.toMatchObject({
      code: "bad_document",
      message: /\.pdf, \.md/,
    });
  });

  test("whatever the bytes, a reader gives a paper or one sentence", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("a.md", "a.html", "a.tex"),
        fc.array(
          fc.constantFrom(
            "|",
            "<table>",
            "<td",
            "\\begin{tabular}",
            "\\end{table}",
            "&",
            "\\\\",
            "$",
            "{",
            "}",
            "\n",
            "93.2",
            "%",
            "[",
            "](",
            "<!--",
            "\u0000",
            "\\multirow{9}{*}{",
          ),
          { maxLength: 60 },
        ),
        async (file, parts) => {
          const paper = await readPaper(bytes(parts.join("")), file).catch((error: Error) => error);
          if (paper instanceof Error)
            expect(paper).toMatchObject({ name: "IngestError", message: expect.stringMatching(/^a\.\w+: /) });
          else for (const table of tablesOf(paper)) expect(() => gridOf(table)).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("PDF files", () => {
  const page = () => {
    const drawn = new DrawnPage();
    for (let line = 0; line < 8; line++)
      drawn.text(54, 700 - 12 * line, "Filters of little weight are removed, and then trained again.");
    return drawn.bytes();
  };

  test("a broken one, a cut one, an empty one and one of pictures are refused in one sentence", async () => {
    const whole = page();
    const pictures = new DrawnPage().rule(10, 10, 100).bytes();
    for (const broken of [
      new Uint8Array(),
      bytes("%PDF-1.7\n"),
      bytes("<html>no PDF</html>"),
      whole.slice(0, 200),
      pictures,
    ]) {
      await expect(readPaper(broken, "a.pdf")).rejects.toMatchObject({
        name: "IngestError",
        code: "bad_document",
        message: expect.stringMatching(/^a\.pdf: [^\n]+\.$/),
      });
    }
  });

  test("bytes changed at random give a paper or one sentence", async () => {
    const whole = page();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        async (changes) => {
          const data = whole.slice();
          for (const [at, value] of changes) data[at] = value;
          const paper = await readPaper(data, "a.pdf").catch((error: Error) => error);
          if (paper instanceof Error) expect(paper).toMatchObject({ name: "IngestError" });
          else expect(paper.format).toBe("pdf");
        },
      ),
      { numRuns: 40 },
    );
  });

  test("lines of text become paragraphs", async () => {
    const paper = await readPaper(page(), "a.pdf");
    expect(prose(paper)).toMatch(/^Filters of little weight are removed, and then trained again\. Filters/);
    expect(tablesOf(paper)).toEqual([]);
  });
});

test("text that is too long is refused before it is parsed, Markdown sooner than other formats", async () => {
  const long = "a".repeat(paperLimits.markdownCharacters + 1);
  const most = `may have ${paperLimits.markdownCharacters}; cut out the part with the tables.`;
  await expect(readPaper(bytes(long), "a.md")).rejects.toMatchObject({
    code: "too_large",
    message: `a.md: has ${long.length} characters, Markdown ${most}`,
  });
  expect(() => refuseTooLong(long, "a.html")).not.toThrow();
});
