import { rm } from "node:fs/promises";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Graph, migrate, type RecordedStudy, type RecordedTrial } from "../../../graph/index.ts";
import { ingestCard } from "../../../ingest/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { automc, automcJson, environmentOf } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";

vi.setConfig({ testTimeout: 180_000 });

/** Strategies that learn, and such that hardly do: four epochs at a rate of a millionth. */
const card = `id: RATE
name: Cut and tune at a rate
paper: { id: "doi:10.1000/rate", title: Cut and Tune at a Rate, year: 2021 }
techniques:
  - { id: TE91, name: Pruning at a rate for tests }
hyperparameters:
  - { id: HP92, name: share removed, unit: x P(M), values: [0.3, 0.5] }
  - { id: HP93, name: learning rate, values: [0.05, 0.000001] }
steps:
  - prune: { score: l1, remove: $HP92 }
  - fineTune: { epochs: 4, learningRate: $HP93 }
`;

let driver: Driver;
let home: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  const graph: Graph = { driver };
  await migrate(graph, { vectorDimension: 32 });
  await ingestCard(graph, { file: "rate.yaml", text: card }, { operators: ["prune", "fineTune"] });
  home = await temporaryHome();
  environment = environmentOf(home, await testServer());
  await tinyModel(home);
});
afterAll(async () => {
  await driver.close();
  await rm(home, { recursive: true, force: true });
});

type Shown = RecordedStudy & { trials: RecordedTrial[] };
// The studies differ in nothing but how trainings end, so none may learn from another.
const alone = ["--without", "studies"];
const searchAs = (name: string) => [..."search run tiny --trials 4 --max-length 1 --name".split(" "), name, ...alone];
const show = (name: string) => automcJson<Shown>(["search", "show", name], environment);
const unnamed = (trials: RecordedTrial[]) => trials.map(({ key: _, study: __, ...trial }) => trial);

test("a training that will hardly beat the front is ended early, and the study says so and repeats exactly", async () => {
  const { code, stdout, stderr } = await automc(searchAs("early"), environment);
  expect(code).toBe(0);
  const { trials, config } = await show("early");
  const pruned = trials.filter((trial) => trial.state === "pruned");
  expect(config).toMatchObject({ pruning: true });
  expect(
    pruned.length,
    JSON.stringify(trials.map(({ scheme, state, stages }) => ({ scheme, state, stages }))),
  ).toBeGreaterThan(0);
  for (const { artifact, pruned: why, pr, stages, number } of pruned) {
    expect(artifact).toBe(null);
    expect(why).toMatchObject({ epochs: 3, of: 4 });
    expect(why.chance).toBeLessThan(0.05);
    expect(pr).toBeGreaterThan(0.2);
    expect(stages).toMatchObject([
      { operator: "fineTune", curve: [expect.any(Number), expect.any(Number), expect.any(Number)] },
    ]);
    expect(stderr).toMatch(new RegExp(`^ +${number} +RATE.*ended early\\. After 3 of 4 epochs: .*P = 0\\.0`, "m"));
  }
  for (const trial of trials.filter(({ state }) => state === "complete"))
    expect(trial.stages.at(-1)).toMatchObject({ curve: [1, 2, 3, 4].map(() => expect.any(Number)) });
  expect(stdout).toContain(`${pruned.length} of 4 trials were ended early, which saved ${pruned.length} epochs.`);
  const best = await automcJson<RecordedTrial[]>(["search", "best", "early"], environment);
  expect(best.every(({ state }) => state === "complete")).toBe(true);
  expect((await automc(["search", "show", "early"], environment)).stdout).toContain("(ended after 3 of 4 epochs)");

  await automc(searchAs("again"), environment);
  expect(unnamed((await show("again")).trials)).toEqual(unnamed(trials));
});

test("with --no-pruning every training goes on to its end, and what ran to its end is used from then on", async () => {
  expect((await automc([...searchAs("whole"), "--no-pruning"], environment)).code).toBe(0);
  const { trials } = await show("whole");
  expect(trials.map(({ state }) => state)).toEqual(["complete", "complete", "complete", "complete"]);
  await automc(searchAs("known"), environment);
  expect(unnamed((await show("known")).trials)).toEqual(unnamed(trials));
});
