import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StrategyId } from "../../../../graph/index.ts";
import { predictTrees } from "../../../../server/bench/compressbench/boosted-trees.ts";
import { featureNames, featuresOf } from "../../../../server/bench/compressbench/features.ts";
import {
  type BenchFolder,
  readBenchFolder,
  readBenchRows,
  writeBenchFolder,
} from "../../../../server/bench/compressbench/folder.ts";
import { spaceOf } from "../../../../server/bench/compressbench/space.ts";
import { fitSurrogate, outputNames, questionOf } from "../../../../server/bench/compressbench/surrogate.ts";
import {
  openSurrogate,
  type PlayedStep,
  surrogateEvaluation,
} from "../../../../server/bench/compressbench/surrogate-task.ts";
import type { StepRecord } from "../../../../server/bench/step-record.ts";
import { inventedRows, inventedStrategies, inventedTask } from "./invented-rows.ts";

let folder: string;
let rows: StepRecord[];
let written: BenchFolder;
const space = spaceOf(inventedStrategies, [inventedTask], 5);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "automc-bench-"));
  rows = [...new Map(inventedRows([1, 2], 40).map((row) => [row.key, row])).values()];
  written = await writeBenchFolder(folder, space, rows);
});
afterAll(() => rm(folder, { recursive: true }));

test("a folder is read back as it was written", async () => {
  expect(await readBenchFolder(folder)).toEqual(written);
  expect(await readBenchRows(folder)).toEqual(rows);
  await expect(readBenchFolder(join(folder, "none"))).rejects.toThrow(/space\.json is missing: this is no folder/);
});

test("the ONNX file says of every row what the trees say", async () => {
  const { predict } = await openSurrogate(written);
  const trees = fitSurrogate(space, rows);
  for (const row of rows) {
    const said = await predict(questionOf(row));
    const input = featuresOf(space, questionOf(row));
    expect(input).toHaveLength(featureNames(space).length);
    for (const [at, name] of outputNames.entries()) expect(said[name]).toBeCloseTo(predictTrees(trees[at]!, input), 5);
  }
});

test("of schemes that it never saw it knows what follows from the rule, and the seeds' noise is told", () => {
  const { crossValidated, seedNoise } = written.about.tasks[inventedTask.id]!;
  expect(crossValidated.steps).toBe(rows.length);
  expect(crossValidated.errors.parameters!.rSquared).toBeGreaterThan(0.9);
  expect(crossValidated.errors.test!.rSquared).toBeGreaterThan(0.6);
  expect(seedNoise.schemes).toBeGreaterThan(10);
  expect(seedNoise.test).toBeGreaterThan(0);
  expect(seedNoise.test).toBeLessThan(0.05);
});

test("nothing that was measured beats the best-known front", () => {
  const front = written.fronts[inventedTask.id]!;
  for (const { original, after } of rows) {
    const [ar, pr] = [after.testAccuracy / original.testAccuracy - 1, 1 - after.parameters / original.parameters];
    expect(front.some((best) => best.ar >= ar && best.pr >= pr)).toBe(true);
  }
});

test("a played scheme's steps are counted once, shrink the model, and repeat with their seed", async () => {
  const surrogate = await openSurrogate(written);
  const strategies = new Map<StrategyId, { method: string; settings: StepRecord["settings"] }>(
    rows.map(({ scheme, method, settings }) => [scheme.at(-1)!, { method, settings }]),
  );
  const [one, two] = [...strategies.keys()] as [StrategyId, StrategyId];
  const play = async (seed: number) => {
    const steps: PlayedStep[] = [];
    const evaluate = surrogateEvaluation(surrogate, inventedTask, strategies, seed, (step) => steps.push(step));
    const outcomes = [await evaluate([one]), await evaluate([one, two]), await evaluate([one])];
    return { steps, outcomes };
  };
  const first = await play(1);
  expect(first.steps).toHaveLength(2);
  expect(first.steps[1]!.pr).toBeGreaterThanOrEqual(first.steps[0]!.pr);
  expect(first.steps[0]!.seconds).toBeGreaterThan(0);
  expect(first.outcomes[2]).toEqual(first.outcomes[0]);
  expect(await play(1)).toEqual(first);
  expect((await play(2)).outcomes).not.toEqual(first.outcomes);
  expect((await play(2)).steps).toEqual(first.steps);
});

test("what the space does not have is refused by name", () => {
  const question = { ...questionOf(rows[0]!), method: "LMA" };
  expect(() => featuresOf(space, question)).toThrow('The benchmark has no method "LMA"; it has NS, SFP.');
  expect(() => featuresOf(space, { ...questionOf(rows[0]!), task: "x" })).toThrow(/no task "x"; it has small/);
  const wrong = { ...questionOf(rows[0]!), settings: { HP2: 0.2, HP8: "l3" } };
  expect(() => featuresOf(space, wrong)).toThrow('no value of HP8 "l3"; it has l1, l2.');
});
