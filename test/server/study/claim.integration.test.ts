import { setImmediate } from "node:timers/promises";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { beatStudy, claimStudy, createStudy, type Graph, requestStop, run } from "../../../graph/index.ts";
import type { Clock } from "../../../server/clock.ts";
import { silent } from "../../../server/progress.ts";
import { beat, claim } from "../../../server/study/claim.ts";
import { emptied } from "../../graph/emptied.ts";
import { testGraph } from "../../graph/server.ts";
import { smallGraph, taskId } from "../../graph/small-graph.ts";
import { studyIs } from "../../ids.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await smallGraph(graph);
});
beforeEach(async () => {
  await emptied(driver, "Study|Trial|Scheme");
  await run(graph, createStudy, { name, taskId, algorithm: "random", target: 0.3, seed: 1, config: {} });
});
afterAll(() => driver.close());

const name = studyIs("claimed");
const staleSeconds = 15;
const held = (owner: string) => run(graph, beatStudy, { name, owner });

/**
 * Time that passes only while somebody sleeps: in the graph, the last word of the study's process
 * is so much older then.
 */
function fakeClock(meanwhile: (now: number) => unknown = () => {}): Clock {
  let now = 0;
  return {
    now: () => now,
    async sleep(ms, signal) {
      await setImmediate();
      signal?.throwIfAborted();
      now += ms;
      const older = "MATCH (s:Study {name: $name}) SET s.heartbeat = s.heartbeat - duration({milliseconds: $ms})";
      await driver.executeQuery(older, { name, ms });
      await meanwhile(now);
    },
  };
}

test("a study that nobody runs is claimed at once, and by one process only", async () => {
  const noTime = fakeClock(() => expect.fail("it waited"));
  const owner = await claim({ graph, progress: silent, clock: noTime }, name);
  expect(await held(owner)).toEqual([{ stopRequested: false }]);
  const others = await Promise.all(
    ["a", "b", "c"].map((other) => run(graph, claimStudy, { name, owner: other, staleSeconds })),
  );
  expect(others).toEqual([[], [], []]);
});

test("one whose process was killed is waited for until that counts as dead, and no longer", async () => {
  const started = performance.now();
  await run(graph, claimStudy, { name, owner: "dead", staleSeconds });
  const clock = fakeClock();
  const owner = await claim({ graph, progress: silent, clock }, name);
  // The graph goes by its own time, which passes too.
  expect(clock.now() + performance.now() - started).toBeGreaterThanOrEqual(1000 * staleSeconds);
  expect(clock.now()).toBeLessThanOrEqual(1000 * staleSeconds + 1000);
  expect(await held(owner)).toHaveLength(1);
  expect(await held("dead")).toEqual([]);
});

test("one whose process is alive keeps it, and the other one is told how to have it", async () => {
  await run(graph, claimStudy, { name, owner: "alive", staleSeconds });
  const clock = fakeClock(() => held("alive"));
  await expect(claim({ graph, progress: silent, clock }, name)).rejects.toMatchObject({
    code: "study_running",
    message: expect.stringContaining("automc search stop claimed"),
  });
  expect(await held("alive")).toHaveLength(1);
});

test("an abort ends the waiting with its reason, and claims nothing", async () => {
  await run(graph, claimStudy, { name, owner: "alive", staleSeconds });
  const stop = new AbortController();
  const reason = new Error("enough");
  const clock = fakeClock((now) => now >= 2000 && stop.abort(reason));
  await expect(claim({ graph, progress: silent, clock, signal: stop.signal }, name)).rejects.toBe(reason);
  expect(await held("alive")).toHaveLength(1);
});

test("a beat keeps a study claimed for as long as it goes on, and ends when it is released", async () => {
  const owner = await claim({ graph, progress: silent, clock: fakeClock() }, name);
  const released = new AbortController();
  const clock = fakeClock(async (now) => {
    expect(await run(graph, claimStudy, { name, owner: "other", staleSeconds })).toEqual([]);
    if (now >= 60_000) released.abort();
  });
  await beat({ graph, clock, signal: released.signal }, { name, owner }, () => expect.fail("nobody asked it to stop"));
  expect(clock.now()).toBeGreaterThanOrEqual(60_000);
});

test.each([
  ["when that was asked for", () => run(graph, requestStop, { name })],
  [
    "when another process has taken the study",
    () => driver.executeQuery("MATCH (s:Study {name: $name}) SET s.owner = 'other'", { name }),
  ],
])("a beat stops its study %s", async (_when, happens) => {
  const owner = await claim({ graph, progress: silent, clock: fakeClock() }, name);
  const released = new AbortController();
  let stopped = 0;
  const clock = fakeClock(async (now) => {
    if (now === 4000) await happens();
    if (now === 8000) released.abort();
  });
  await beat({ graph, clock, signal: released.signal }, { name, owner }, () => {
    stopped ||= clock.now();
  });
  expect(stopped).toBe(4000);
});

test("a beat outlasts a graph that can't be reached for a while", async () => {
  const owner = await claim({ graph, progress: silent, clock: fakeClock() }, name);
  const released = new AbortController();
  let lost = true;
  const flaky = {
    get driver() {
      if (lost) throw new Error("unreachable");
      return driver;
    },
  } as Graph;
  const clock = fakeClock((now) => {
    if (now === 6000) lost = false;
    if (now === 10_000) released.abort();
  });
  await beat({ graph: flaky, clock, signal: released.signal }, { name, owner }, () =>
    expect.fail("it was not asked to"),
  );
  expect(await held(owner)).toHaveLength(1);
});
