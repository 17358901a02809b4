import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  bestTrials,
  createStudy,
  findTrialByEvaluationKey,
  type Graph,
  listStudies,
  mergeTask,
  outcomesOnTask,
  readOnly,
  recordTrial,
  run,
  runOne,
  schemeId,
  setStudyState,
  showStudy,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { completeFigures } from "../complete-trial.ts";
import { emptied } from "../emptied.ts";
import { testGraph } from "../server.ts";
import { smallGraph, strategies, taskFeatures, taskId } from "../small-graph.ts";
import { snapshot } from "../snapshot.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await smallGraph(graph);
});
beforeEach(async () => {
  await emptied(driver, "Study|Trial|Scheme");
  await run(graph, createStudy, study);
});
afterAll(() => driver.close());

const study = {
  name: "digits",
  taskId,
  algorithm: "progressive",
  target: 0.3,
  seed: 42,
  config: { trials: 12, deep: [1] },
  baseAccuracy: 0.9,
};
const trial = {
  study: "digits",
  number: 1,
  scheme: [strategies[0]!, strategies[1]!],
  ...completeFigures,
  evaluationKey: "abc",
  stages: [{ operator: "prune", parameters: 600_000 }],
};

test("a creation that is asked for again, because its answer was lost, changes nothing; another one is refused", async () => {
  const own = { ...study, name: "own", creation: "a" };
  await run(graph, createStudy, own);
  const before = await snapshot(graph);
  expect(await run(graph, createStudy, own)).toEqual([{ name: "own" }]);
  for (const creation of ["b", undefined])
    await expect(run(graph, createStudy, { ...own, creation })).rejects.toMatchObject({ code: "conflict" });
  expect(await snapshot(graph)).toEqual(before);
});

test("a study is created once, and read back as it was given", async () => {
  expect(await runOne(graph, showStudy, { name: "digits" })).toMatchObject({
    ...study,
    state: "running",
    trials: 0,
    failure: null,
  });
  const before = await snapshot(graph);
  await expect(run(graph, createStudy, study)).rejects.toMatchObject({ code: "conflict", message: /"digits" already/ });
  await expect(run(graph, createStudy, { ...study, name: "x", taskId: "no" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(run(graph, showStudy, { name: "x" })).rejects.toMatchObject({ code: "not_found", message: /"x"/ });
  await expect(run(graph, setStudyState, { name: "x", state: "done" })).rejects.toMatchObject({ code: "not_found" });
  expect(await snapshot(graph)).toEqual(before);
  await run(graph, setStudyState, { name: "digits", state: "failed", failure: "out of memory" });
  expect(await run(graph, listStudies, {})).toMatchObject([
    { name: "digits", state: "failed", failure: "out of memory" },
  ]);
});

test("a trial recorded twice is one trial, and its scheme a path to START", async () => {
  await run(graph, recordTrial, trial);
  const once = await snapshot(graph);
  await run(graph, recordTrial, trial);
  expect(await snapshot(graph)).toEqual(once);
  const { rows } = await readOnly(
    graph,
    `MATCH path = (:Trial)-[:EVALUATES]->(:Scheme)-[:EXTENDS*]->(:Scheme {id: "START"})
     RETURN [n IN nodes(path)[1..] | n.id] AS schemes, [n IN nodes(path)[1..-1] | [(n)-[:ENDS_WITH]->(s) | s.id]] AS ends`,
  );
  expect(rows).toEqual([
    {
      schemes: ["A(H=1) -> A(H=2)", "A(H=1)", "START"],
      ends: [["A(H=2)"], ["A(H=1)"]],
    },
  ]);
});

test("trials are read back in order, with their strategies", async () => {
  await run(graph, recordTrial, {
    ...trial,
    number: 2,
    scheme: [strategies[2]!],
    ar: 0.01,
    pr: 0.2,
    evaluationKey: "def",
  });
  await run(graph, recordTrial, trial);
  await run(graph, recordTrial, {
    study: "digits",
    number: 3,
    state: "failed",
    scheme: [strategies[0]!],
    failure: "no memory",
  });
  await run(graph, recordTrial, { ...trial, number: 4, scheme: [], ar: 0, pr: 0 });
  const trials = await run(graph, trialsOfStudy, { study: "digits" });
  expect(trials.map(({ number, strategyIds, state }) => ({ number, strategyIds, state }))).toEqual([
    { number: 1, strategyIds: trial.scheme, state: "complete" },
    { number: 2, strategyIds: [strategies[2]], state: "complete" },
    { number: 3, strategyIds: [strategies[0]], state: "failed" },
    { number: 4, strategyIds: [], state: "complete" },
  ]);
  expect(trials[0]).toMatchObject({
    study: "digits",
    scheme: schemeId(trial.scheme),
    stages: trial.stages,
    parameters: 540_000,
    failure: null,
  });
  expect(trials[3]).toMatchObject({ scheme: "START" });
  expect((await run(graph, trialsOfStudy, { study: "digits", from: 3 })).map(({ number }) => number)).toEqual([3, 4]);
  expect((await run(graph, bestTrials, { study: "digits" })).map(({ number }) => number)).toEqual([2, 4, 1]);
  expect((await run(graph, bestTrials, { study: "digits", leastPr: 0.3 })).map(({ number }) => number)).toEqual([1]);
  expect(await run(graph, findTrialByEvaluationKey, { evaluationKey: "def" })).toMatchObject([{ number: 2 }]);
  expect(await run(graph, findTrialByEvaluationKey, { evaluationKey: "xyz" })).toEqual([]);
  expect(await runOne(graph, showStudy, { name: "digits" })).toMatchObject({ trials: 4 });
});

test("a failed trial has its reason and no figure, a complete one all figures and no reason", async () => {
  const { state, ...figures } = completeFigures;
  const about = { study: "digits", number: 1, scheme: trial.scheme };
  const refused = { code: "bad_params" };
  for (const wrong of [
    { ...about, state: "failed" },
    { ...about, state: "failed", failure: "no memory", ...figures },
    { ...trial, failure: "no memory" },
    { ...trial, validationAr: null },
    { ...about, ...figures },
  ])
    await expect(run(graph, recordTrial, wrong as never)).rejects.toMatchObject(refused);
  await run(graph, recordTrial, { ...about, state: "failed", failure: "no memory" });
  await run(graph, recordTrial, { ...trial, number: 2 });
  const [failed, complete] = await run(graph, trialsOfStudy, { study: "digits" });
  expect(Object.keys(failed!).sort()).toEqual(Object.keys(complete!).sort());
  const none = Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
  expect(failed).toMatchObject({ ...none, state: "failed", failure: "no memory", stages: [] });
  expect(complete).toMatchObject({ ...figures, state, failure: null });
});

test("a trial that was ended early has its figures and why, and is no answer to its key", async () => {
  const { state: _, ...figures } = completeFigures;
  const pruned = { reason: "Too low.", epochs: 3, of: 8, expected: 0.9, chance: 0.01, rival: 0.93 };
  const about = { study: "digits", scheme: trial.scheme, ...figures, evaluationKey: "early" };
  for (const wrong of [
    { ...about, number: 1, state: "pruned" },
    { ...about, number: 1, state: "complete", pruned },
  ])
    await expect(run(graph, recordTrial, wrong as never)).rejects.toMatchObject({ code: "bad_params" });
  await run(graph, recordTrial, { ...about, number: 1, state: "pruned", pruned });
  await run(graph, recordTrial, { ...trial, number: 2 });
  const [early, complete] = await run(graph, trialsOfStudy, { study: "digits" });
  expect(Object.keys(early!).sort()).toEqual(Object.keys(complete!).sort());
  expect(early).toMatchObject({ ...figures, state: "pruned", pruned, failure: null, artifact: null });
  expect(complete).toMatchObject({ state: "complete", pruned: null });
  expect(await run(graph, findTrialByEvaluationKey, { evaluationKey: "early" })).toEqual([]);
});

test("a trial that can't be recorded changes nothing", async () => {
  await run(graph, recordTrial, trial);
  const before = await snapshot(graph);
  const refused = { code: "not_found", message: /was not recorded/ };
  await expect(run(graph, recordTrial, { ...trial, number: 2, study: "no" })).rejects.toMatchObject(refused);
  await expect(
    run(graph, recordTrial, { ...trial, number: 2, scheme: [strategies[2]!, "gone"] }),
  ).rejects.toMatchObject(refused);
  await expect(run(graph, recordTrial, { ...trial, scheme: [strategies[2]!] })).rejects.toMatchObject(refused);
  await expect(run(graph, recordTrial, { ...trial, ar: "much" } as never)).rejects.toMatchObject({
    code: "bad_params",
  });
  expect(await snapshot(graph)).toEqual(before);
});

test("one question finds a task's published results and measured trials, and keeps them apart", async () => {
  await run(graph, recordTrial, trial);
  expect(await run(graph, outcomesOnTask, { taskId })).toMatchObject([
    { kind: "measured", source: "digits#1", what: schemeId(trial.scheme), ar: -0.022, pr: 0.4 },
    { kind: "published", source: "paper, Table 1, row 2", what: "A", ar: -0.1, pr: 0.5 },
  ]);
  expect(await run(graph, outcomesOnTask, { taskId, leastPr: 0.45 })).toMatchObject([{ kind: "published" }]);
});

test("a task keeps its features", async () => {
  const task = {
    id: "net2/data",
    features: { ...taskFeatures, accuracy: null },
    dataset: { id: "data", name: "DATA" },
    network: { id: "net2", name: "Net 2" },
  };
  await run(graph, mergeTask, task);
  const before = await snapshot(graph);
  await run(graph, mergeTask, task);
  expect(await snapshot(graph)).toEqual(before);
  const other = { ...task, features: { ...task.features, parameters: 1 } };
  await expect(run(graph, mergeTask, other)).rejects.toMatchObject({ code: "conflict", message: /other features/ });
  expect(await snapshot(graph)).toEqual(before);
});
