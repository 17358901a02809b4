import { expect, test } from "vitest";
import { ids } from "../../../../graph/index.ts";
import { publishedResults } from "../../../../server/bench/experiments/published.ts";
import type { ContenderResult } from "../../../../server/bench/experiments/run.ts";
import { experimentTables, markdown } from "../../../../server/bench/experiments/tables.ts";

const original = { network: "resnet8", parameters: 1000, flops: 200, testAccuracy: 0.5 };
const deeper = { network: "resnet20", parameters: 3000, flops: 600, testAccuracy: 0.6 };
const results: ContenderResult[] = [
  {
    contender: { name: "AutoMC", kind: "automl", search: "progressive" },
    points: [{ ar: 0.02, pr: 0.4 }],
    chosen: [
      {
        ...{ block: 0.4, least: 0.37, scheme: ["SFP(HP2=0.2)", "NS(HP2=0.2)"].map((id) => ids.strategy.parse(id)) },
        ...{ parameters: 600, flops: 100, testAccuracy: 0.51, epochs: 9 },
        ...{ ar: 0.02, equalAr: 0.04, equalEpochs: 12, originalAr: 0.06 },
        transferred: [{ network: "resnet20", result: { pr: 0.4, fr: 0.45, accuracy: 0.62 } }],
      },
    ],
  },
  { contender: { name: "LMA", kind: "method", search: "grid", only: "LMA" }, points: [], chosen: [] },
  { contender: { name: "AutoMC-KG", kind: "ablation", search: "progressive" }, points: [], chosen: [] },
];

test("a measured scheme stands beside what the paper prints of its contender", async () => {
  const [at40, at70, transferred, schemes] = experimentTables(results, [original, deeper], await publishedResults());
  expect(at40!.title).toBe("Table 2, about 40 %: resnet8, 50.0 % before; trained on for 12 epochs +6.0 %");
  expect(at40!.rows).toEqual([
    ["AutoMC", "40.0 %", "50.0 %", "51.0 %", "+2.0 %", "9", "+4.0 %", "39.2 %", "+1.7 %"],
    ["LMA", "none", "", "", "", "", "", "41.7 %", "-12.6 %"],
    ["AutoMC-KG", "none", "", "", "", "", "", "–", "–"],
  ]);
  expect(at70!.rows[0]).toEqual(["AutoMC", "none", "", "", "", "", "", "68.4 %", "+1.3 %"]);
  expect(transferred!.rows).toEqual([
    ["AutoMC", "40.0 %, 45.0 %, 62.0 %", "91.4 %", "88.5 %"],
    ["LMA", "none", "77.6 %", "58.2 %"],
  ]);
  expect(schemes!.rows).toEqual([["AutoMC", "40.0 %", "SFP(HP2=0.2) -> NS(HP2=0.2)"]]);
  expect(markdown(schemes!)).toContain("| AutoMC | 40.0 % | SFP(HP2=0.2) -> NS(HP2=0.2) |");
});
