import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Graph, type RecordedStudy, type RecordedTrial, runOne, showStudy } from "../../../graph/index.ts";
import { snapshot } from "../../graph/snapshot.ts";
import { automc, automcJson, startAutomc } from "../cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 180_000 });

// Two homes: the uninterrupted study measures everything itself.
let studies: TinyStudies[];
let graph: Graph;
let environments: NodeJS.ProcessEnv[];
beforeAll(async () => {
  studies = [await tinyStudies(), await tinyStudies()];
  ({ graph } = studies[0]!);
  environments = studies.map(({ environment }) => environment);
});
afterAll(async () => {
  for (const each of studies) await each.close();
});

const options = ["tiny", "--trials", "4", "--target", "0.1", "--max-length", "2", "--seed", "5"];
const searchAs = (name: string) => ["search", "run", ...options, "--name", name];

/** A study's trials, without what names it and what a clock measured. */
async function historyOf(name: string) {
  const { trials } = await automcJson<{ trials: RecordedTrial[] }>(["search", "show", name], environments[0]!);
  return trials.map(({ key: _, study: __, seconds: ___, stages, ...trial }) => ({
    ...trial,
    stages: stages.map((stage) => ({ ...(stage as object), seconds: 0 })),
  }));
}

test("a study that was killed after its second trial goes on, and ends as the uninterrupted one, model for model", async () => {
  const cut = startAutomc(searchAs("cut"), environments[0]!);
  await cut.until("stderr", /^ +2 {2}CUT/m);
  cut.child.kill("SIGKILL");
  await cut.ended;
  const before = await runOne(graph, showStudy, { name: "cut" });
  expect(before).toMatchObject({ state: "running" }); // nobody could say otherwise
  expect(before.trials).toBeGreaterThanOrEqual(2);
  expect(before.trials).toBeLessThan(4);

  // While the dead process still counts as alive, the uninterrupted study runs.
  const whole = await automcJson<{ front: RecordedTrial[] }>(searchAs("whole"), environments[1]!);
  const resumed = await automc(["search", "resume", "cut"], environments[0]!);
  expect(resumed.stderr).toContain(`${before.trials} of them measured before`);
  expect(resumed.code).toBe(0);
  expect(await runOne(graph, showStudy, { name: "cut" })).toMatchObject({ state: "done", trials: 4 });

  const history = await historyOf("whole");
  expect(history.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(history.every(({ state, artifact }) => state === "complete" && artifact !== null)).toBe(true);
  expect(await historyOf("cut")).toEqual(history);
  const best = await automcJson<RecordedTrial[]>(["search", "best", "cut"], environments[0]!);
  expect(best.map(({ artifact }) => artifact)).toEqual(whole.front.map(({ artifact }) => artifact));
  expect(best.every(({ pr }) => pr !== null && pr >= 0.1)).toBe(true);
});

test("what training alone gives is measured at a study's end, once, and shown with it", async () => {
  type Shown = RecordedStudy & { trials: RecordedTrial[] };
  const shown = await automcJson<Shown>(["search", "show", "cut"], environments[0]!);
  const front = await automcJson<RecordedTrial[]>(["search", "best", "cut"], environments[0]!);
  expect(shown.trainedOnEpochs).toBe(front[0]!.strategyIds.length); // one epoch a step
  const { card } = await automcJson<{ card: object }>(["model", "show", shown.trainedOnArtifact!], environments[0]!);
  const { baseArtifact: original, baseParameters: parameters, trainedOnAccuracy: testAccuracy } = shown;
  expect(card).toMatchObject({ original, parameters, testAccuracy });
  const whole = await automcJson<Shown>(["search", "show", "whole"], environments[0]!);
  expect(whole.trainedOnEvaluationKey).toBe(shown.trainedOnEvaluationKey);
  expect(whole.trainedOnArtifact).toBe(shown.trainedOnArtifact);
  const { stdout } = await automc(["search", "best", "cut"], environments[0]!);
  expect(stdout).toMatch(new RegExp(`the original, trained on for ${shown.trainedOnEpochs} epochs? .*${parameters}`));
});

test("a second study of the same name is refused, whatever its model, and nothing is written", async () => {
  const before = await snapshot(graph);
  const again = await automc(searchAs("cut"), environments[0]!);
  expect(again).toEqual({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^automc: There is a study "cut" already; go on with it \(automc search resume cut\) or choose another name\.\n$/,
    ),
  });
  expect(await snapshot(graph)).toEqual(before);
});

test("search run --resume goes on with the study of that name, and begins it where there is none", async () => {
  const before = await historyOf("cut");
  const done = await automc([...searchAs("cut"), "--resume", "--json"], environments[0]!);
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({ study: "cut" });
  expect(await historyOf("cut")).toEqual(before);
  const fresh = await automc([...searchAs("fresh"), "--resume", "--json"], environments[0]!);
  expect(fresh.code).toBe(0);
  expect(await historyOf("fresh")).toEqual(before); // all recalled: the evaluations are remembered
});

test("search run --resume with other options than the study's is refused in one sentence that names them", async () => {
  const before = await snapshot(graph);
  const args = [
    "search",
    "run",
    "tiny",
    "--trials",
    "9",
    "--target",
    "0.1",
    "--max-length",
    "2",
    "--seed",
    "6",
    "--name",
    "cut",
    "--resume",
  ];
  const { code, stdout, stderr } = await automc(args, environments[0]!);
  expect(stderr).toMatch(
    /^automc: Study "cut" has trials 4, not 9, and seed 5, not 6; .*automc search resume cut.*\n$/,
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(await snapshot(graph)).toEqual(before);
});
