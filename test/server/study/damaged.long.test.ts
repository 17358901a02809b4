import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Graph, RecordedStudy, RecordedTrial } from "../../../graph/index.ts";
import { ingestCard } from "../../../ingest/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { automc, automcJson, environmentOf } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";
import { writeTinyKnowledge } from "../tiny.ts";
import { type TinyModel, tinyArguments } from "../train-tiny.ts";

vi.setConfig({ testTimeout: 180_000 });

/** A method that can be searched, and whose step no operator does. */
const odd = `id: ODD
name: Cut in a way that no operator knows
paper: { id: "doi:10.1000/odd", title: Odd, year: 2020 }
techniques:
  - { id: TE91, name: Odd pruning for tests }
hyperparameters:
  - { id: HP92, name: odd share removed, unit: x P(M), values: [0.1, 0.2] }
steps:
  - prune: { score: l1, remove: $HP92, surprise: 1 }
`;

let driver: Driver;
let graph: Graph;
let home: string;
let environment: NodeJS.ProcessEnv;
let tiny: TinyModel;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await writeTinyKnowledge(graph);
  await ingestCard(graph, { file: "odd.yaml", text: odd }, { operators: ["prune"] });
  home = await temporaryHome();
  environment = environmentOf(home, await testServer());
  tiny = await automcJson<TinyModel>(tinyArguments, environment); // by this process's TensorFlow, so the same again later
});
afterAll(async () => {
  await driver.close();
  await rm(home, { recursive: true, force: true });
});

async function flipOneByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[1000]! ^= 1;
  await writeFile(file, bytes);
}

type Shown = RecordedStudy & { trials: RecordedTrial[] };

test("a flipped byte in the model is no measurement: the study fails in one sentence, and goes on when the model is trained again", async () => {
  const file = join(tiny.path, "weights.bin");
  await flipOneByte(file);
  const options = ["--algorithm", "random", "--trials", "2", "--max-length", "1", "--target", "0.1"];
  const run = await automc(["search", "run", "tiny", ...options, "--name", "flipped"], environment);
  expect(run.code).not.toBe(0);
  const { state, failure, trials } = await automcJson<Shown>(["search", "show", "flipped"], environment);
  expect([state, trials]).toEqual(["failed", []]);
  expect(failure).toContain(tiny.hash);
  expect(failure).toMatch(/^The stored model is damaged: .*; import or train the model anew\.$/);
  expect(failure).not.toContain("\n");
  expect(run.stderr).toContain(failure);
  expect(run.stderr).toContain("automc search resume flipped");

  const again = await automcJson<TinyModel>(tinyArguments, environment);
  expect(again.hash).toBe(tiny.hash);
  expect((await automc(["search", "resume", "flipped"], environment)).code).toBe(0);
  const resumed = await automcJson<Shown>(["search", "show", "flipped"], environment);
  expect(resumed).toMatchObject({ state: "done", failure: null });
  expect(resumed.trials.map(({ number, state }) => [number, state])).toEqual([
    [1, "complete"],
    [2, "complete"],
  ]);
});

test("trials that were recorded falsely are made again, with all that came after", async () => {
  const before = await automcJson<Shown>(["search", "show", "flipped"], environment);
  const whole = before.trials.map(({ scheme, accuracy }) => [scheme, accuracy]);
  const { driver } = graph;
  await driver.executeQuery("MATCH (t:Trial {key: 'flipped#2'}) SET t.accuracy = 0.99");
  expect((await automc(["search", "retry", "flipped"], environment)).stderr).toContain("No trial of study");
  expect((await automc(["search", "retry", "flipped", "7"], environment)).stderr).toContain("has no trial 7");
  const retried = await automc(["search", "retry", "flipped", "2"], environment);
  expect({ code: retried.code, told: retried.stderr.includes("1 trial is made again, from trial 2 on.") }).toEqual({
    code: 0,
    told: true,
  });
  const { state, trials } = await automcJson<Shown>(["search", "show", "flipped"], environment);
  expect(state).toBe("done");
  expect(trials.map(({ scheme, accuracy }) => [scheme, accuracy])).toEqual(whole);
});

test("a scheme that its operator refuses is a failed trial, and the study is done", async () => {
  const options = ["--algorithm", "random", "--trials", "2", "--max-length", "1", "--methods", "ODD", "--name", "odd"];
  expect((await automc(["search", "run", "tiny", ...options], environment)).code).toBe(0);
  const { state, trials, trainedOnEpochs } = await automcJson<Shown>(["search", "show", "odd"], environment);
  expect([state, trainedOnEpochs]).toEqual(["done", null]);
  for (const { state, failure } of trials)
    expect({ state, failure }).toEqual({ state: "failed", failure: expect.stringContaining("surprise") });
  expect(trials).toHaveLength(2);
});
