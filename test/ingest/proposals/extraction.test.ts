import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paperFormatOf, readPaper, readTruth, scoreExtraction } from "../../../ingest/index.ts";
import { withCaptions } from "../../../ingest/readers/captions.ts";
import { noNames, recogniserOf } from "../../../ingest/recognise/recogniser.ts";
import { extractTables } from "../../../ingest/tables/extract.ts";
import type { ExtractedRow } from "../../../ingest/tables/extracted.ts";
import { readCell } from "../../../ingest/tables/numbers.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "server", "bench", "corpus");
const truths = readdirSync(folder)
  .filter((file) => file.endsWith(".truth.yaml"))
  .map((file) => readTruth(readFileSync(join(folder, file), "utf8"), file));
const documents = readdirSync(folder).filter((file) => paperFormatOf(file) && file !== "README.md");
const truthOf = (document: string) => truths.find(({ documents: those }) => those.includes(document))!;
const read = (document: string) => readPaper(readFileSync(join(folder, document)), document);

test("what the shipped documents print, written down by hand, is read: every cell, and nothing else", async () => {
  for (const document of documents) {
    const { cells, tables, sure } = await scoreExtraction(await read(document), document, truthOf(document));
    expect({ document, ...cells, tables: tables.found, wrongInSure: sure.wrong }).toEqual({
      document,
      right: cells.right,
      wrong: 0,
      missed: 0,
      tables: tables.expected,
      wrongInSure: 0,
    });
    expect(cells.right).toBeGreaterThan(0);
  }
});

test("AutoMC's paper: Tables 2 and 3 whole, 432 figures, from Markdown and from PDF", async () => {
  for (const document of ["automc.md", "automc.pdf"]) {
    const paper = await read(document);
    const { cells } = await scoreExtraction(paper, document, truthOf(document));
    expect(cells).toEqual({ right: 432, wrong: 0, missed: 0 });
    const tables = extractTables({ ...paper, blocks: withCaptions(paper.blocks) }, recogniserOf(noNames));
    if (document.endsWith(".md")) expect(tables.map(({ name }) => name)).toEqual(["Table 2", "Table 3"]);
    // Table 3 has ten methods on six networks; each of the 60 cells prints PR, FR and accuracy.
    expect(tables[1]!.rows).toHaveLength(60);
    for (const { readings } of tables[1]!.rows)
      expect(readings.map(({ figure }) => figure)).toEqual(expect.arrayContaining(["pr", "fr", "accuracy"]));
  }
});

test("a truth that says otherwise counts against the reader: the score can fail", async () => {
  const text = readFileSync(join(folder, "runtime.truth.yaml"), "utf8");
  const paper = await read("runtime.md");
  const score = (changed: string) => scoreExtraction(paper, "runtime.md", readTruth(changed, "runtime.truth.yaml"));
  expect((await score(text)).cells).toEqual({ right: 24, wrong: 0, missed: 0 });
  expect((await score(text.replace("67.35", "67.36"))).cells).toEqual({ right: 23, wrong: 1, missed: 1 });
  expect((await score(text.replace("ResNet-18", "ResNet-34"))).cells).toEqual({ right: 20, wrong: 4, missed: 4 });
  expect((await score(text.replace(/ {6}- \["CGNN.*\n/, ""))).cells).toEqual({ right: 20, wrong: 4, missed: 0 });
});

/** The rows of the only table of results in a piece of Markdown. */
async function rowsOf(markdown: string): Promise<ExtractedRow[]> {
  const paper = await readPaper(new TextEncoder().encode(markdown), "a.md");
  const tables = extractTables({ ...paper, blocks: withCaptions(paper.blocks) }, recogniserOf(noNames));
  return tables.flatMap(({ rows }) => rows);
}
const figuresOf = ({ readings }: ExtractedRow) =>
  Object.fromEntries(readings.map(({ figure, value }) => [figure, Number(value.toPrecision(9))]));
const table = (header: string, ...rows: string[]) =>
  `Table 1. Compression of ResNet-56 on CIFAR-10.\n\n| ${header} |\n|${header
    .split("|")
    .map(() => "---|")
    .join("")}\n${rows.map((row) => `| ${row} |`).join("\n")}\n`;

describe("what a table's labels and signs mean", () => {
  test.each<[string, string, string, Record<string, number>]>([
    ["plain percent", "Method | Acc. (%)", "FPGM | 93.26", { accuracy: 0.9326 }],
    ["± and bold", "Method | Acc.", "FPGM | **93.26** ± 0.03", { accuracy: 0.9326 }],
    ["an error rate", "Method | Error (%)", "FPGM | 6.74", { accuracy: 0.9326 }],
    ["fractions", "Method | Accuracy", "FPGM | 0.9326", { accuracy: 0.9326 }],
    [
      "accuracy / drop",
      "Method | Acc. / Drop (%)",
      "FPGM | 93.26 / 0.33",
      { accuracy: 0.9326, accuracyChange: -0.0033 },
    ],
    ["a drop that is negative", "Method | Acc. Drop (%)", "FPGM | -0.33", { accuracyChange: 0.0033 }],
    ["a reduction by an arrow", "Method | Acc. | FLOPs ↓ (%)", "FPGM | 93.26 | 52.6", { accuracy: 0.9326, fr: 0.526 }],
    ["an arrow in the cell", "Method | Acc. | FLOPs", "FPGM | 93.26 | ↓52.6%", { accuracy: 0.9326, fr: 0.526 }],
    ["what is left", "Method | Acc. | Remaining params (%)", "FPGM | 93.26 | 40", { accuracy: 0.9326, pr: 0.6 }],
    ["counts with units", "Method | Acc. | Params", "FPGM | 93.26 | 0.49M", { accuracy: 0.9326, parameters: 490_000 }],
    [
      "a unit in the label",
      "Method | Acc. | FLOPs (×10^8)",
      "FPGM | 93.26 | 0.594",
      { accuracy: 0.9326, flops: 59_400_000 },
    ],
    [
      "a count and its reduction",
      "Method | Acc. | Params (PR)",
      "FPGM | 93.26 | 0.49M (42.4%)",
      { accuracy: 0.9326, parameters: 490_000, pr: 0.424 },
    ],
    [
      "percent only in the label",
      "Method | Acc. | # Params. (↓%)",
      "FPGM | 93.26 | 0.49M(42.4)",
      { accuracy: 0.9326, parameters: 490_000, pr: 0.424 },
    ],
    [
      "times less",
      "Method | Acc. | FLOPs (M)",
      "FPGM | 93.26 | 61.2 (2.05×)",
      { accuracy: 0.9326, flops: 61_200_000, speedup: 2.05 },
    ],
    ["a speed-up of time", "Method | Acc. | GPU Speedup", "FPGM | 93.26 | 1.5x", { accuracy: 0.9326 }],
    [
      "words run together",
      "Method | Acc. | FLOPReduction",
      "FPGM | 93.26 | 2.05x",
      { accuracy: 0.9326, speedup: 2.05 },
    ],
    [
      "before and after",
      "Method | Baseline (%) | Pruned (%) | Δ",
      "FPGM | 93.59 | 93.26 | -0.33",
      { baseAccuracy: 0.9359, accuracy: 0.9326, accuracyChange: -0.0033 },
    ],
    ["footnotes and citations", "Method | Acc.<sup>†</sup>", "FPGM* [12] | 93.26<sup>‡</sup>", { accuracy: 0.9326 }],
    ["a dash is nothing", "Method | Acc. | FR (%)", "FPGM | 93.26 | –", { accuracy: 0.9326 }],
    ["a decimal comma", "Method | Acc.", "FPGM | 93,26", { accuracy: 0.9326 }],
  ])("%s", async (_name, header, row, figures) => {
    const [only, ...more] = await rowsOf(table(header, row));
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      method: { kind: "method", name: "FPGM" },
      network: { found: { id: "resnet56" } },
      dataset: { found: { id: "cifar10" } },
      isBaseline: false,
    });
    expect(figuresOf(only!)).toEqual(figures);
  });

  test("methods as columns, quantities as rows, networks over columns, titles between rows", async () => {
    const turned = await rowsOf(table("| FPGM | HRank", "Acc. (%) | 93.26 | 93.17", "PR (%) | 40 | 42.4"));
    expect(turned.map((row) => [row.method?.text, figuresOf(row)])).toEqual([
      ["FPGM", { accuracy: 0.9326, pr: 0.4 }],
      ["HRank", { accuracy: 0.9317, pr: 0.424 }],
    ]);
    const sideBySide = await rowsOf(
      "Table 1. On CIFAR-10.\n\n<table><tr><th rowspan=2>Method</th><th colspan=2>ResNet-20</th><th colspan=2>ResNet-56</th></tr>" +
        "<tr><th>Acc.</th><th>PR</th><th>Acc.</th><th>PR</th></tr><tr><td>SFP</td><td>90.83</td><td>42.2</td><td>93.35</td><td>52.6</td></tr></table>\n",
    );
    expect(sideBySide.map((row) => [row.network?.found.id, figuresOf(row)])).toEqual([
      ["resnet20", { accuracy: 0.9083, pr: 0.422 }],
      ["resnet56", { accuracy: 0.9335, pr: 0.526 }],
    ]);
    const blocks = await rowsOf(
      table("Method | Acc.", "VGG-16 on CIFAR-100 |", "SFP | 69.62", "ResNet-20 on CIFAR-10 |", "SFP | 68.1"),
    );
    expect(blocks.map((row) => [row.network?.found.id, row.dataset?.found.id])).toEqual([
      ["vgg16", "cifar100"],
      ["resnet20", "cifar10"],
    ]);
  });

  test("a word in the middle of its block of rows is of all of them", async () => {
    const rows = await rowsOf(
      table(
        "Method | Network | Acc.",
        "A1 | | 91",
        "B1 | ResNet-20 | 92",
        "Ours | | 93",
        "A1 | | 71",
        "B1 | | 72",
        "C1 | VGG-16 | 73",
        "D1 | | 74",
        "Ours | | 75",
      ),
    );
    expect(rows.map(({ network }) => network?.found.id)).toEqual([
      ...["resnet20", "resnet20", "resnet20"],
      ...["vgg16", "vgg16", "vgg16", "vgg16", "vgg16"],
    ]);
  });

  test("a lead over another column in brackets is no change from the baseline", async () => {
    const lead = await rowsOf(
      table("Ratio | Uniform | Learned", "50% | 66.5% | 67.8% (+1.3%)", "60% | 66.2% | 66.9% (+0.7%)"),
    );
    expect(lead.flatMap(({ readings }) => readings.map(({ figure }) => figure))).not.toContain("accuracyChange");
    const change = await rowsOf(
      table("Method | Before | After", "A1 | 66.5% | 67.8% (+1.3%)", "B1 | 66.2% | 66.9% (+0.7%)"),
    );
    expect(change.map(figuresOf)[0]).toEqual({ baseAccuracy: 0.665, accuracy: 0.678, accuracyChange: 0.013 });
  });

  test("tables of other things are left out", async () => {
    expect(await rowsOf(table("Hyperparameter | Value", "epochs | 200", "learning rate | 0.1"))).toEqual([]);
    expect(await rowsOf(table("Model | Latency (ms) | Memory (MB)", "FPGM | 12.1 | 45"))).toEqual([]);
    expect(
      await rowsOf(
        table("Batch | Baseline | FPGM | Speedup", "1 | 40.7ms | 30.4ms | 1.34×", "4 | 70.1ms | 49.8ms | 1.41×"),
      ),
    ).toEqual([]);
    expect(await rowsOf(table("Layer | Filters", "conv1 | 64", "conv2 | 128"))).toEqual([]);
  });

  test("a network at the end of a sentence is named whole", () => {
    const names = recogniserOf(noNames);
    expect(names.networks("Pruning of ResNet50. It is large.").map(({ found }) => found.id)).toEqual(["resnet50"]);
    expect(names.networks("VGG-16, ResNet-110 and MobileNetV3-L.").map(({ found }) => found.id)).toEqual([
      ...["vgg16", "resnet110", "mobilenetv3-large"],
    ]);
  });
});

test("a number reads back as it was printed, whatever stands round it", () => {
  const printed = fc.record({
    value: fc.integer({ min: 0, max: 999_999 }).map((value) => value / 1000),
    decimals: fc.integer({ min: 0, max: 3 }),
    sign: fc.constantFrom("", "-", "+", "−"),
    before: fc.constantFrom("", "≈ ", "**", "↓", "~"),
    after: fc.constantFrom("", "%", " %", " M", "×", "*", "†", " [12]", "^{1}", " ± 0.1"),
  });
  fc.assert(
    fc.property(printed, ({ value, decimals, sign, before, after }) => {
      const digits = value.toFixed(decimals);
      const { numbers, isNumeric } = readCell(`${before.replace("**", "")}${sign}${digits}${after}`);
      expect(numbers).toHaveLength(1);
      const negative = (sign === "-" || sign === "−") && Number(digits) !== 0;
      expect(numbers[0]).toMatchObject({ value: negative ? -Number(digits) : Number(digits), decimals });
      expect(isNumeric).toBe(true);
    }),
    { numRuns: 500 },
  );
});
