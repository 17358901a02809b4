import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { CostSheet } from "../../../compress/index.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";
import type { TinyCard } from "../train-tiny.ts";
import { automc, automcJson, environmentOf } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let home: string;
let folder: string;
let environment: NodeJS.ProcessEnv;
let tiny: { path: string; hash: string; card: TinyCard };
const data = ["--data", "mnist", "--sample", "0.05"];
beforeAll(async () => {
  home = await temporaryHome();
  environment = environmentOf(home);
  tiny = await tinyModel(home);
  folder = await mkdtemp(join(tmpdir(), "automc-import-"));
  await cp(tiny.path, folder, { recursive: true }); // a model.json with its weights, as any TensorFlow.js saves it
});
afterAll(async () => {
  for (const each of [home, folder]) await rm(each, { recursive: true, force: true });
});

test("a model.json of the user's becomes a model with a name, measured as it wants its pixels", async () => {
  const take = (input: string) =>
    automcJson<{ hash: string; card: TinyCard & { network: string; pretrainEpochs: number } }>(
      [
        "model",
        "import",
        join(folder, "model.json"),
        ...data,
        "--name",
        `mine-${input}`,
        "--input",
        input,
        "--epochs",
        "7",
      ],
      environment,
    );
  const mine = await take("standardised");
  expect(mine.card).toMatchObject({ network: "mine-standardised", pretrainEpochs: 7 });
  expect(mine.card.testAccuracy).toBe(tiny.card.testAccuracy);
  expect(mine.card.parameters).toBe(tiny.card.parameters);
  const settled = await automcJson<{ card: TinyCard; settledTestAccuracy: number }>(
    ["model", "import", join(folder, "model.json"), ...data, "--name", "settled", "--settle", "--augment", "none"],
    environment,
  );
  expect(settled.card).toMatchObject({ augmentation: "none", testAccuracy: settled.settledTestAccuracy });
  const signed = await take("signed");
  expect(signed.card.normalisation).toEqual({ mean: [0.5], std: [0.5] });
  const again = await automcJson<{ measured: TinyCard }>(["model", "show", "mine-signed", "--measure"], environment);
  expect(again.measured.testAccuracy).toBe(signed.card.testAccuracy); // by the card's normalisation, not the data's
});

test("a check says what can go, what stays and what a step takes, with and without data, and stores nothing", async () => {
  const file = join(folder, "model.json");
  type Check = {
    parameters: number;
    groups: { channels: number }[];
    whole: { sentence: string }[];
    prunable: number;
    training: { secondsPerStep: number };
    misfits: string[] | null;
    trainImages: number | null;
  };
  const alone = await automcJson<Check>(["model", "check", file], environment);
  expect(alone).toMatchObject({ parameters: tiny.card.parameters, misfits: null, trainImages: null });
  expect(alone.groups.length).toBeGreaterThan(0);
  expect(alone.prunable).toBeGreaterThan(0.5);
  expect(alone.training.secondsPerStep).toBeGreaterThan(0);
  expect(alone.whole.map(({ sentence }) => sentence).join()).toMatch(/output: its channels are the classes/);
  const fitting = await automcJson<Check>(["model", "check", file, ...data], environment);
  expect(fitting).toMatchObject({ misfits: [], trainImages: 360 });
  const { code, stdout } = await automc(["model", "check", file], environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/It comes in: images of 28×28×1, 10 classes.*An epoch of 1,000 images takes about \d+ s\./s);
});

test("what is no classifier of these data is refused in one sentence, and no name is given", async () => {
  await writeFile(join(folder, "broken.json"), "{");
  for (const [file, ...more] of [["broken.json"], ["model.json", "--data", "cifar10"], ["absent.json"]]) {
    const wanted = ["model", "import", join(folder, file!), ...data, ...more, "--name", "wrong"];
    const { code, stderr } = await automc(wanted, environment);
    expect(code).toBe(2);
    expect(stderr.trim().split("\n").at(-1)).toMatch(/\.$/);
  }
  expect(JSON.stringify(await automcJson(["model", "ls"], environment))).not.toContain("wrong");
});

test("model bench puts cost sheets side by side, as JSON and as a table", async () => {
  const { models } = await automcJson<{ models: { name: string; sheet: CostSheet }[] }>(
    ["model", "bench", "tiny", "mine-signed", "--batch-sizes", "1,2"],
    environment,
  );
  expect(models.map(({ name }) => name)).toEqual(["tiny", "mine-signed"]);
  for (const { sheet } of models) {
    expect(sheet.parameters).toBe(tiny.card.parameters);
    expect(sheet.latencies.map(({ batchSize, engine }) => `${engine} ${batchSize}`).sort()).toEqual([
      "graph 1",
      "graph 2",
      "predict 1",
      "predict 2",
    ]);
    for (const { p50Ms, p95Ms } of sheet.latencies) expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
  }
  const { code, stdout } = await automc(["model", "bench", "tiny", "--batch-sizes", "1"], environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/parameters.*MACs.*FLOPs.*bytes, gzipped.*peak memory/);
});
