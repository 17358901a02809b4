import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createStudy,
  type Graph,
  type RecordedTrial,
  readOnly,
  recordTrial,
  run,
  type StrategyId,
  schemeId,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { type Outcome, searches } from "../../../search/index.ts";
import { randomness } from "../../../server/randomness.ts";
import type { Evaluation } from "../../../server/study/evaluate.ts";
import { studyFront } from "../../../server/study/front.ts";
import { type Base, type Study, study } from "../../../server/study/loop.ts";
import { emptied } from "../../graph/emptied.ts";
import { testGraph } from "../../graph/server.ts";
import { smallGraph, strategies, taskId } from "../../graph/small-graph.ts";
import { hashIs, studyIs } from "../../ids.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await smallGraph(graph);
});
beforeEach(() => emptied(driver, "Study|Trial|Scheme"));
afterAll(() => driver.close());

const trials = 9;
const base: Base = { parameters: 1000, flops: 50_000, validationAccuracy: 0.92, testAccuracy: 0.9 };

/** A formula in place of training: the third strategy can't follow itself; each removes a tenth, and costs by its place. */
function outcomeOf(scheme: readonly StrategyId[]): Outcome<Evaluation> {
  const places = scheme.map((id) => strategies.indexOf(id));
  if (places.some((place, at) => place === 2 && places[at - 1] === 2))
    return { state: "failed", failure: "Nothing is left to remove." };
  const kept = 1 - 0.1 * scheme.length;
  const lost = places.reduce((sum, place, at) => sum + 0.01 * (place + 1) * (at + 1), 0);
  const figures = {
    parameters: Math.round(1000 * kept),
    macs: 1,
    flops: 50_000 * kept,
    validationAccuracy: 0.92 - lost,
    testAccuracy: 0.9 - lost,
  };
  const id = schemeId(scheme);
  const last = { ...figures, operator: "prune", seconds: 1, cuts: [] };
  return {
    state: "complete",
    ...figures,
    hash: hashIs(`hash of ${id}`),
    key: `key of ${id}`,
    recalled: false,
    notes: [],
    seconds: 2,
    stages: [last],
  };
}

/** A study in the graph, and what it is handed; `asked` collects the schemes that were evaluated. */
async function prepared(name: string, changes: Partial<Study> & { seed?: number } = {}) {
  const { seed = 7, ...others } = changes;
  await run(graph, createStudy, { name, taskId, algorithm: "progressive", target: 0.3, seed, config: {} });
  const asked: string[] = [];
  const handed: Study = {
    graph,
    name: studyIs(name),
    base,
    candidates: strategies.map((id, at) => ({
      ...{ id, vector: Float32Array.of(at, 1 - at), method: id.slice(0, id.indexOf("(")) },
      ...{ settings: [], share: 0.1, epochs: 0.1 },
    })),
    task: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    target: 0.3,
    trials,
    maxLength: 3,
    search: searches.progressive,
    random: randomness(seed),
    evaluate: async (scheme) => {
      asked.push(schemeId(scheme));
      return outcomeOf(scheme);
    },
    ...others,
  };
  return { handed, asked };
}

async function all(handed: Study): Promise<RecordedTrial[]> {
  const trials: RecordedTrial[] = [];
  for await (const trial of study(handed)) trials.push(trial);
  return trials;
}

/** The trials as they stand in the graph, without what names their study. */
async function history(name: string) {
  return (await run(graph, trialsOfStudy, { study: name })).map(({ key, study: of, ...trial }) => {
    expect([key, of]).toEqual([`${name}#${trial.number}`, name]);
    return trial;
  });
}

test("each trial stands in the graph when it is given, with its scheme and the schemes that it extends", async () => {
  const { handed } = await prepared("whole");
  let number = 0;
  for await (const trial of study(handed)) {
    number += 1;
    expect(trial.number).toBe(number);
    const { rows } = await readOnly(
      graph,
      `MATCH (t:Trial {key: $key})-[:EVALUATES]->(scheme:Scheme)-[:ENDS_WITH]->(last:Strategy),
             (t)-[:IN_STUDY]->(s:Study), (t)-[:ON_TASK]->(task:Task), path = (scheme)-[:EXTENDS*]->(:Scheme {id: "START"})
       RETURN scheme.id AS scheme, last.id AS last, s.name AS study, task.id AS task, [n IN nodes(path) | n.id] AS path`,
      { key: `whole#${number}` },
    );
    const prefixes = trial.strategyIds.map((_, at) => schemeId(trial.strategyIds.slice(0, at + 1)));
    expect(rows).toEqual([
      {
        scheme: trial.scheme,
        last: trial.strategyIds.at(-1),
        study: "whole",
        task: taskId,
        path: [...prefixes.reverse(), "START"],
      },
    ]);
    const { rows: count } = await readOnly(graph, "MATCH (t:Trial) RETURN count(t) AS trials");
    expect(count).toEqual([{ trials: number }]);
  }
  expect(number).toBe(trials);
});

test("a trial's figures are on test data against the original; what the search saw, on validation data, stands beside them", async () => {
  const { handed, asked } = await prepared("figures");
  const given = await all(handed);
  expect(given).toEqual(await run(graph, trialsOfStudy, { study: "figures" }));
  expect(given.map(({ scheme }) => scheme)).toEqual(asked);
  for (const trial of given) {
    const measured = outcomeOf(trial.strategyIds);
    expect(trial.state).toBe(measured.state);
    if (measured.state === "failed" || trial.state === "failed") continue;
    const {
      accuracy,
      baseAccuracy,
      ar,
      pr,
      fr,
      parameters,
      validationAccuracy,
      validationAr,
      artifact,
      evaluationKey,
    } = trial;
    expect({ accuracy, baseAccuracy, parameters, validationAccuracy, artifact, evaluationKey }).toEqual({
      accuracy: measured.testAccuracy,
      baseAccuracy: 0.9,
      parameters: measured.parameters,
      validationAccuracy: measured.validationAccuracy,
      artifact: measured.hash,
      evaluationKey: measured.key,
    });
    expect(ar).toBeCloseTo(measured.testAccuracy / 0.9 - 1, 12);
    expect(validationAr).toBeCloseTo(measured.validationAccuracy / 0.92 - 1, 12);
    expect(pr).toBeCloseTo(0.1 * trial.strategyIds.length, 12);
    expect(fr).toBeCloseTo(0.1 * trial.strategyIds.length, 12);
    expect(trial.stages).toEqual(measured.stages);
  }
  expect(given.some(({ predictedArStep }) => predictedArStep !== null)).toBe(true); // after the first round F_mo predicts
});

test("the same seed gives the same trials, another seed others", async () => {
  const [one, same, other] = [await prepared("one"), await prepared("same"), await prepared("other", { seed: 8 })];
  for (const { handed } of [one, same, other]) await all(handed);
  expect(await history("same")).toEqual(await history("one"));
  expect(same.asked).toEqual(one.asked);
  expect(other.asked).not.toEqual(one.asked);
});

test.each([
  "progressive",
  "random",
] as const)("a %s study that was cut off anywhere and continued is the uninterrupted one, and evaluates only the rest", async (algorithm) => {
  const whole = await prepared("whole", { search: searches[algorithm] });
  await all(whole.handed);
  const expected = await history("whole");
  // a round of the progressive search is 4 trials
  for (const measured of [0, 1, 4, 5, trials - 1]) {
    const cut = await prepared(`cut-${measured}`, { search: searches[algorithm] });
    const { evaluate } = cut.handed;
    const power = new Error("the power went off");
    const dying: Study["evaluate"] = (scheme, front) =>
      cut.asked.length < measured ? evaluate(scheme, front) : Promise.reject(power);
    await expect(all({ ...cut.handed, evaluate: dying })).rejects.toBe(power);
    expect(await history(cut.handed.name)).toEqual(expected.slice(0, measured));

    const rest = await all(cut.handed);
    expect(rest.map(({ number }) => number)).toEqual(expected.slice(measured).map(({ number }) => number));
    expect(await history(cut.handed.name)).toEqual(expected);
    expect(cut.asked).toEqual(whole.asked); // each scheme once, in the same order, over both runs
  }
});

test("an abort ends a study between two trials; what was measured stays, and it goes on from there", async () => {
  const whole = await prepared("whole");
  await all(whole.handed);
  const { handed, asked } = await prepared("stopped");
  const stop = new AbortController();
  const reason = new Error("enough");
  const given: number[] = [];
  const stopped = (async () => {
    for await (const { number } of study({ ...handed, signal: stop.signal })) {
      given.push(number);
      if (number === 4) stop.abort(reason);
    }
  })();
  await expect(stopped).rejects.toBe(reason);
  expect(given).toEqual([1, 2, 3, 4]);
  await all(handed);
  expect(await history("stopped")).toEqual(await history("whole"));
  expect(asked).toEqual(whole.asked);
});

test("trials that were ended early are recorded with why, are not built upon, and are repeated exactly", async () => {
  const fronts = new Map<string, unknown>();
  const ending = (calls: string[]): Study["evaluate"] => {
    return async (scheme, front) => {
      calls.push(schemeId(scheme));
      expect(fronts.get(schemeId(scheme)) ?? front).toEqual(front); // the same in every run
      fronts.set(schemeId(scheme), front);
      const outcome = outcomeOf(scheme);
      const best = Math.max(...front.filter(({ parameters }) => parameters <= 900).map(({ accuracy }) => accuracy));
      if (outcome.state === "failed" || !(best > outcome.validationAccuracy)) return outcome;
      const { hash: _, recalled: __, state: ___, ...figures } = outcome;
      const pruning = { reason: "Too low.", epochs: 3, of: 8, expected: 0.5, chance: 0.01, rival: best, curve: [0.5] };
      return { ...figures, state: "pruned", pruning };
    };
  };
  const whole = await prepared("whole");
  await all({ ...whole.handed, evaluate: ending(whole.asked) });
  const expected = await history("whole");
  const pruned = expected.filter((trial) => trial.state === "pruned");
  expect(pruned.length).toBeGreaterThan(0);
  for (const trial of pruned) {
    const { rival } = trial.pruned;
    expect(trial.pruned).toEqual({ reason: "Too low.", epochs: 3, of: 8, expected: 0.5, chance: 0.01, rival });
    expect(trial).toMatchObject({ artifact: null, failure: null, parameters: 1000 - 100 * trial.strategyIds.length });
    expect(expected.some(({ strategyIds }) => schemeId(strategyIds.slice(0, -1)) === trial.scheme)).toBe(false);
    expect(
      studyFront(
        expected.map((trial) => ({ ...trial, key: "", study: studyIs("whole") })),
        0,
      ),
    ).not.toContainEqual(expect.objectContaining({ number: trial.number }));
  }
  for (const measured of [1, 4, trials - 1]) {
    const cut = await prepared(`cut-${measured}`);
    const small = { ...cut.handed, trials: measured, evaluate: ending(cut.asked) };
    await all(small);
    await all({ ...small, trials });
    expect(await history(cut.handed.name)).toEqual(expected);
    expect(cut.asked).toEqual(whole.asked);
  }
});

test.each([
  "flops",
  "latency",
] as const)("by %s too, the search is told of it, also of what was recorded earlier", async (objective) => {
  const told: (number | undefined)[] = [];
  const search: Study["search"] = async function* (input) {
    told.push(input.base.cost);
    for await (const trial of searches.progressive(input)) {
      told.push(trial.state === "complete" ? trial.measured.cost : undefined);
      yield trial;
    }
  };
  const evaluate: Study["evaluate"] = async (scheme) => {
    const outcome = outcomeOf(scheme);
    const ms = 2 - 0.3 * scheme.length + 0.01 * strategies.indexOf(scheme[0]!);
    return outcome.state === "failed" || objective === "flops" ? outcome : { ...outcome, latency: { ms, baseMs: 2 } };
  };
  const whole = await prepared("whole", { objective, search, evaluate });
  await all(whole.handed);
  const expected = await history("whole");
  const first = told.splice(0);
  expect(first).toEqual([
    objective === "flops" ? 50_000 : 1,
    ...expected.map((trial) => {
      if (trial.state === "failed") return undefined;
      return objective === "flops" ? trial.flops : trial.latencyMs! / 2;
    }),
  ]);
  for (const { latencyMs, baseLatencyMs, lr } of expected) {
    if (objective === "flops" || latencyMs === null) expect([latencyMs, baseLatencyMs, lr]).toEqual([null, null, null]);
    else expect(lr).toBeCloseTo(1 - latencyMs / 2, 12);
  }
  const cut = await prepared("cut", { objective, search, evaluate, trials: 4 });
  await all(cut.handed);
  told.length = 0;
  await all({ ...cut.handed, trials });
  expect(told).toEqual(first);
  expect(await history("cut")).toEqual(expected);

  const given = await run(graph, trialsOfStudy, { study: "whole" });
  const rate = objective === "flops" ? "fr" : "lr";
  const reached = given.filter((trial) => trial.state === "complete").filter(({ pr }) => pr >= 0.1);
  const beaten = reached.filter((own) =>
    reached.some(
      (other) =>
        other.validationAr >= own.validationAr &&
        other.pr >= own.pr &&
        other[rate]! >= own[rate]! &&
        (other.validationAr > own.validationAr || other.pr > own.pr || other[rate]! > own[rate]!),
    ),
  );
  const front = studyFront(given, 0.1, objective).map(({ number }) => number);
  expect(front.sort((a, b) => a - b)).toEqual(
    reached.filter((trial) => !beaten.includes(trial)).map(({ number }) => number),
  );
});

test("a larger budget continues a study that has ended", async () => {
  const whole = await prepared("whole");
  await all(whole.handed);
  const small = await prepared("small", { trials: 4 });
  expect(await all(small.handed)).toHaveLength(4);
  expect(await all(small.handed)).toEqual([]); // it is done: nothing is given, nothing evaluated
  expect(small.asked).toHaveLength(4);
  expect(await all({ ...small.handed, trials })).toHaveLength(trials - 4);
  expect(await history("small")).toEqual(await history("whole"));
});

test("a scheme that can't run is recorded as failed, counts as a trial and is not tried again", async () => {
  const nothingLeft: Study["evaluate"] = async () => ({ state: "failed", failure: "Nothing is left to remove." });
  const failing = { evaluate: nothingLeft, trials: 3 };
  const { handed } = await prepared("failing", failing);
  const given = await all(handed);
  expect(given).toHaveLength(3);
  for (const trial of given) {
    expect(trial).toMatchObject({ state: "failed", failure: "Nothing is left to remove.", ar: null, pr: null });
    expect(trial.artifact).toBeNull();
  }
  const again = await all({ ...handed, evaluate: () => Promise.reject(new Error("asked again")) });
  expect(again).toEqual([]);
});

test("a model that diverged, or lost all its parameters, is a failed trial that says so", async () => {
  const { handed } = await prepared("diverged", { trials: 2 });
  const evaluate: Study["evaluate"] = async (scheme) => {
    const outcome = outcomeOf(scheme);
    return outcome.state === "failed" ? outcome : { ...outcome, validationAccuracy: Number.NaN };
  };
  for (const trial of await all({ ...handed, evaluate })) {
    expect(trial).toMatchObject({
      state: "failed",
      failure: expect.stringContaining("accuracy of NaN"),
      parameters: null,
    });
  }
});

test("a history that the search would not make again is refused before anything runs, and never overwritten", async () => {
  const whole = await prepared("whole");
  await all(whole.handed);
  const [first] = await history("whole");
  const wrong = strategies.filter((id) => id !== first?.strategyIds[0]).slice(0, 1);
  const { handed, asked } = await prepared("older");
  await run(graph, recordTrial, { study: "older", number: 1, state: "failed", scheme: wrong, failure: "old" });
  await expect(all(handed)).rejects.toMatchObject({
    code: "study_differs",
    message: expect.stringContaining("trial 1"),
  });
  expect(asked).toEqual([]);
  expect(await history("older")).toMatchObject([{ number: 1, scheme: schemeId(wrong), failure: "old" }]);
});
