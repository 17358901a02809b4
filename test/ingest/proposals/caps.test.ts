import { expect, test } from "vitest";
import { nothingKnown, propose, readPaper, sureFrom } from "../../../ingest/index.ts";

async function rowsOf(text: string) {
  const paper = await readPaper(new TextEncoder().encode(text), "a.md");
  return (await propose(paper, "a.md", { knowledge: nothingKnown })).rows;
}

const paper = (header: string, ...rows: string[]) =>
  `# Tides\n\narXiv:2601.00009\n\nTable 1. ResNet-56 on CIFAR-10.\n\n| ${header} |\n|${header
    .split("|")
    .map(() => "---|")
    .join("")}\n${rows.map((row) => `| ${row} |`).join("\n")}\n`;

test("a plain row with a name, an accuracy before and a reduction is sure", async () => {
  const [row] = await rowsOf(paper("Method | Baseline Acc. (%) | Acc. (%) | PR (%)", "Ebb | 93.6 | 93.2 | 42.1"));
  expect(row).toMatchObject({ state: "sure" });
  expect(row!.confidence).toBeGreaterThanOrEqual(sureFrom);
});

/** The same row, with one thing about its structure open: a person looks at it. */
test.each<[string, string, string[], RegExp]>([
  [
    "a column that is not understood",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%) | Blub",
    ["Ebb | 93.6 | 93.2 | 42.1 | 7"],
    /says nothing to the reader/,
  ],
  [
    "a scheme for a method",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["W8A8 | 93.6 | 93.2 | 42.1"],
    /scheme, a checkpoint/,
  ],
  [
    "a checkpoint for a method",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["ebb_in1k | 93.6 | 93.2 | 42.1"],
    /scheme, a checkpoint/,
  ],
  [
    "a venue for a method",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["ICCV | 93.6 | 93.2 | 42.1"],
    /scheme, a checkpoint/,
  ],
  [
    "the accuracy before",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["Ebb | 93.6 | 93.6 | 42.1"],
    /is that before compression/,
  ],
  [
    "far above the accuracy before",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["Ebb | 83.6 | 93.6 | 42.1"],
    /far above/,
  ],
  [
    "a new method with nothing beside",
    "Method | Acc. (%)",
    ["Ebb | 93.2", "Flow | 92.1"],
    /nothing says what Ebb changes/,
  ],
  [
    "numbers that no label names",
    "Method | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["Ebb | 93.6 | 93.2 91.0 | 42.1"],
    /more numbers/,
  ],
  ["no quantity over the numbers", "Method | Baseline | Pruned", ["Ebb | 93.6 | 93.2"], /names no quantity/],
  [
    "no method in the row",
    "Network | Baseline Acc. (%) | Acc. (%) | PR (%)",
    ["ResNet-56 | 93.6 | 93.2 | 42.1"],
    /no method is named/,
  ],
])("%s is not sure, and says why", async (_what, header, rows, why) => {
  const [row] = await rowsOf(paper(header, ...rows));
  expect(row!.state).not.toBe("sure");
  expect(row!.confidence).toBeLessThan(sureFrom);
  expect(row!.reasons.join("; ")).toMatch(why);
});
