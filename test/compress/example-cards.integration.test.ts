import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readCard } from "../../ingest/index.ts";
import { cardContract, runCard, type Settings } from "../contracts/card.ts";

/** Values that a small network runs in a second; E0 is 4 here, and an epoch 3 steps. */
const settings: Settings = { HP1: 0.25, HP2: 0.2, HP4: 3, HP5: 0.5, HP9: 0.25, HP10: 1, HP18: "uint8" };

const example = async (name: string) =>
  readCard(await readFile(new URL(`../../ingest/examples/${name}`, import.meta.url), "utf8"), name).value;
const [fpgm, kd, pfec, uniform] = await Promise.all(
  ["fpgm.yaml", "kd.yaml", "pfec.yaml", "uniform-quant.yaml"].map(example),
);

cardContract(fpgm!, settings);
cardContract(pfec!, settings);

test("FPGM and PFEC choose by their own scores", async () => {
  const soft = await runCard(fpgm!, { ...settings, HP2: 0.4 });
  const hard = await runCard(pfec!, { ...settings, HP2: 0.4 });
  expect(soft.stages.map(({ operator }) => operator)).toEqual(["softPrune", "fineTune"]);
  expect(hard.stages.map(({ operator }) => operator)).toEqual(["prune", "fineTune"]);
  expect(soft.stages[0]?.cuts).not.toEqual(hard.stages[0]?.cuts);
});

describe("examples that remove no parameters", () => {
  test.each([
    ["KD", { HP4: 10 }],
    ["KD", { HP5: 0.99 }],
    ["KD", { HP1: 0.5 }],
    ["UniformQuant", { HP1: 0.5 }],
    ["UniformQuant", { HP18: "float16" }],
  ] as const)("%s runs, and %o changes what it gives", async (id, change) => {
    const card = id === "KD" ? kd! : uniform!;
    const before = await runCard(card, settings);
    const after = await runCard(card, { ...settings, ...change });
    expect([before.parametersLeft, after.parametersLeft]).toEqual([1, 1]);
    expect(after.weights).not.toEqual(before.weights);
  });
});
