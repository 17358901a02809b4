import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readModel } from "../../../../server/artifacts/model.ts";
import { Artifacts } from "../../../../server/artifacts/store.ts";
import { figures } from "../../../../server/bench/experiments/figures.ts";
import { type ContenderResult, runExperiments } from "../../../../server/bench/experiments/run.ts";
import type { StepRecord } from "../../../../server/bench/step-record.ts";
import { silent } from "../../../../server/progress.ts";
import type { Training } from "../../../../server/training/pool.ts";
import { TrainingProcess } from "../../../../server/training/process.ts";
import { type TinyStudies, tinyStudies } from "../../tiny-studies.ts";

vi.setConfig({ testTimeout: 180_000 });

let studies: TinyStudies;
let training: TrainingProcess;
beforeAll(async () => {
  studies = await tinyStudies();
  training = new TrainingProcess(studies.home, studies.environment);
});
afterAll(async () => {
  await training.close();
  await studies.close();
});

const scale = {
  network: "resnet8",
  transfers: [],
  batchSize: 64,
  pretrainEpochs: { least: 1, most: 1 },
  steps: 2,
  grid: 1,
} as const;

async function run(): Promise<{ results: ContenderResult[]; rows: StepRecord[]; trained: number }> {
  const artifacts = new Artifacts(studies.home);
  const tiny = await readModel(artifacts, await artifacts.resolveModel("tiny"));
  const rows: StepRecord[] = [];
  let trained = 0;
  const counting: Training = {
    run: (...job) => {
      trained++;
      return training.run(...job);
    },
  };
  const keep = async (row: StepRecord) => void rows.push(row);
  const signal = new AbortController().signal;
  const context = { graph: studies.graph, artifacts, training: counting, progress: silent, signal, seed: 1, keep };
  return { results: await runExperiments(context, tiny, [tiny], { ...scale, transfers: [] }), rows, trained };
}

test("every contender is run and transferred; what was trained once is recalled, with the same figures", async () => {
  const first = await run();
  const names = first.results.map(({ contender }) => contender.name);
  expect(names).toEqual(["CUT", "Evolution", "AutoMC", "RL", "Random", "AutoMC-KG", "AutoMC-NN_exp"]);
  expect(first.trained).toBeGreaterThan(0);
  expect(first.rows.length).toBeGreaterThanOrEqual(names.length);
  const chosen = first.results.flatMap((result) => result.chosen.map((each) => ({ ...each, ...result })));
  expect(chosen.length).toBeGreaterThan(0);
  for (const { block, scheme, equalEpochs, epochs, parameters, transferred, contender, testAccuracy } of chosen) {
    const row = first.rows.find((each) => each.scheme.join() === scheme.join())!;
    expect(1 - parameters / row.original.parameters).toBeGreaterThanOrEqual(block - 0.03 - 1e-9);
    expect(epochs).toBeLessThanOrEqual(equalEpochs);
    // On the very model that the scheme was found on, it is what was measured.
    if (block === 0.4 && contender.kind !== "ablation")
      expect(transferred).toEqual([
        { network: "resnet8", result: expect.objectContaining({ accuracy: testAccuracy }) },
      ]);
    else expect(transferred).toEqual([]);
  }
  for (const svg of (await figures(first.results)).values()) expect(svg).toMatch(/^<svg .*AutoMC/s);

  const again = await run();
  expect(again.trained).toBe(0);
  expect(again.results).toEqual(first.results);
});
