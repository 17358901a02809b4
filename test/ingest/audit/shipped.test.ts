import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { audit, auditReport, auditSources, builtinSources, rules } from "../../../ingest/index.ts";

const { results, findings } = auditSources(await builtinSources());
const papers = new Set(results.map(({ paper }) => paper)).size;

test("of the AutoMC paper's printed accuracy increases exactly four do not follow", () => {
  const printedAr = findings.filter(({ rule, paper }) => rule === "printedAr" && paper === "arXiv:2201.09884");
  expect(
    printedAr.map(({ result, severity, printed, recomputed }) => [
      result.replace("arXiv:2201.09884/", ""),
      severity,
      printed,
      Number(recomputed?.toFixed(4)),
    ]),
  ).toEqual([
    ["table2-40-LFB-vgg16", "error", -0.1304, -0.1298],
    ["table2-40-Random-resnet56", "error", -0.1243, -0.1268],
    ["table2-70-RL-vgg16", "error", -0.2713, -0.2689],
    ["table2-70-Random-vgg16", "error", -0.2587, -0.2609],
  ]);
});

test("LFB's reductions of FLOPs on VGG are doubtful, and no other method's of that paper", () => {
  const apart = findings.filter(({ rule, paper }) => rule === "reductionsApart" && paper === "arXiv:2201.09884");
  expect(apart.map(({ severity, result }) => [severity, result.split("/")[1]])).toEqual([
    ["doubtful", "table2-40-LFB-vgg16"],
    ["doubtful", "table2-70-LFB-vgg16"],
    ["doubtful", "table3-LFB-resnet164"],
    ["doubtful", "table3-LFB-vgg13"],
    ["doubtful", "table3-LFB-vgg19"],
  ]);
});

test("differences printed beside accuracies that do not give them are found where the sources' readers found them", () => {
  const deltas = findings
    .filter(({ rule }) => rule === "printedDelta")
    .map(({ locator, printed }) => [locator.replace(/.*row /, ""), printed]);
  expect(deltas).toEqual(
    expect.arrayContaining([
      ["HRank at 2.00x", -0.0009],
      ["Ours at 2.13x", 0.0038],
    ]),
  );
});

test("the order in which results come changes nothing", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(results, { minLength: results.length }), (shuffled) => {
      expect(audit(shuffled)).toEqual(findings);
    }),
    { numRuns: 5 },
  );
});

test("ingest/docs/findings.md is what the auditor finds in the papers that AutoMC comes with", async () => {
  const file = join(import.meta.dirname, "../../../ingest/docs/findings.md");
  expect(await readFile(file, "utf8")).toBe(`${auditReport({ results: results.length, papers }, findings)}\n`);
});

test("the auditor's document has every rule", async () => {
  const document = await readFile(join(import.meta.dirname, "../../../ingest/docs/audit.md"), "utf8");
  for (const { id } of rules) expect(document).toContain(`\`${id}\``);
});
