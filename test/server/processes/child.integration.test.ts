import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { Child, ChildDied, ChildFailure, type ChildOptions } from "../../../server/processes/child.ts";
import { isRunning } from "./is-running.ts";

const children: Child[] = [];
function start(options: Partial<ChildOptions> = {}, ...args: string[]): Child {
  const file = join(import.meta.dirname, "odd-worker.mjs");
  const child = new Child({ file, args }, { environment: process.env, ...options });
  children.push(child);
  return child;
}
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill();
    await child.ended;
  }
});

const pidOf = (child: Child) => child.ask<number>({ doing: "pid" });
/** What a promise rejects with. */
const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it resolved"),
    (reason: unknown) => reason,
  );

test("many requests in turn, and at once, each get their own answer, whatever the value", async () => {
  const child = start();
  for (let count = 1; count <= 50; count++) expect(await child.ask({ doing: "count" })).toBe(count);
  const values = fc.sample(fc.anything({ withDate: true, withMap: true, withTypedArray: true }), {
    numRuns: 100,
    seed: 1,
  });
  const all = [...values, Number.NaN, undefined, null];
  expect(await Promise.all(all.map((value) => child.ask({ doing: "echo", value })))).toEqual(all);
});

test("progress arrives in order, before the result, at the request that it is of", async () => {
  const child = start();
  const seen: Record<string, number[]> = { a: [], b: [] };
  const results = await Promise.all(
    Object.entries(seen).map(async ([name, steps]) => {
      const result = await child.ask<number, { step: number }>(
        { doing: "steps", steps: name === "a" ? 5 : 3 },
        { onProgress: ({ step }) => void steps.push(step) },
      );
      expect(steps).toHaveLength(result);
      return result;
    }),
  );
  expect(results).toEqual([5, 3]);
  expect(seen).toEqual({ a: [0, 1, 2, 3, 4], b: [0, 1, 2] });
});

test("what the process asks is answered; an answer that can't be had ends it", async () => {
  const child = start();
  const answer = async (question: number) => 2 * question;
  expect(await child.ask({ doing: "ask", questions: [1, 2, 3] }, { answer })).toEqual([2, 4, 6]);
  const reason = new Error("the graph is gone");
  const refused = child.ask({ doing: "ask", questions: [1] }, { answer: () => Promise.reject(reason) });
  expect(await reasonOf(refused)).toBe(reason);
  expect(await child.ended).toBe("SIGKILL");
});

test("what it throws arrives with code and message, and it takes the next request", async () => {
  const child = start();
  const failure = await reasonOf(child.ask({ doing: "throw", code: "bad_data", message: "The data are bad." }));
  expect(failure).toBeInstanceOf(ChildFailure);
  expect(failure).toMatchObject({ code: "bad_data", message: "The data are bad." });
  expect(await reasonOf(child.ask({ doing: "throw", message: "a defect" }))).toMatchObject({
    code: undefined,
    message: "a defect",
  });
  expect(await reasonOf(child.ask({ doing: "unsendable" }))).toBeInstanceOf(ChildFailure);
  expect(await child.ask({ doing: "echo", value: "still here" })).toBe("still here");
});

test("a process that dies fails all that it was asked, with how it ended and the last lines it wrote", async () => {
  const written: string[] = [];
  const child = start({ onStderr: (text) => void written.push(text) });
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at}`);
  const asked = [child.ask({ doing: "exit", code: 3, lines }), child.ask({ doing: "echo", value: 1 })];
  for (const reason of await Promise.all(asked.map(reasonOf))) {
    expect(reason).toBeInstanceOf(ChildDied);
    expect(reason).toMatchObject({ how: "exit code 3", tail: lines.slice(-5).join("\n") });
    expect((reason as Error).message).toBe(`The process ended early (exit code 3).\n${lines.slice(-5).join("\n")}`);
  }
  expect(written.join("")).toBe(`${lines.join("\n")}\n`);
  expect(child.isAlive).toBe(false);
  expect(await reasonOf(child.ask({ doing: "echo" }))).toMatchObject({ how: "exit code 3" });
});

test("a signal from outside is how it ended", async () => {
  const child = start();
  const pid = await pidOf(child);
  const asked = reasonOf(child.ask({ doing: "block" }));
  process.kill(pid, "SIGKILL");
  expect(await asked).toMatchObject({ how: "SIGKILL", tail: "" });
  expect(await child.ended).toBe("SIGKILL");
});

test("it is killed at the deadline, even where it blocks its event loop", async () => {
  const child = start();
  const pid = await pidOf(child);
  const reason = await reasonOf(child.ask({ doing: "block" }, { deadlineMs: 200 }));
  expect(reason).toBeInstanceOf(ChildDied);
  expect(reason).toMatchObject({ how: "no answer in 0.2 s" });
  await child.ended;
  expect(isRunning(pid)).toBe(false);
});

test("a deadline that was kept is forgotten", async () => {
  const child = start();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const asked = child.ask({ doing: "echo", value: 1 }, { deadlineMs: 60_000 });
    expect(vi.getTimerCount()).toBe(1);
    expect(await asked).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("one that wants more memory than it may have dies", async () => {
  const child = start({ megabytes: 40 });
  const reason = await reasonOf(child.ask({ doing: "hoard" }, { deadlineMs: 60_000 }));
  expect(reason).toBeInstanceOf(ChildDied);
  expect((reason as ChildDied).how).not.toMatch(/no answer/);
});

test("an abort kills it and rejects with the signal's reason, at once; one before the request sends nothing", async () => {
  const child = start();
  const pid = await pidOf(child);
  const stop = new AbortController();
  const reason = new Error("enough");
  const asked = reasonOf(child.ask({ doing: "block" }, { signal: stop.signal }));
  stop.abort(reason);
  expect(child.isAlive).toBe(false);
  expect(await asked).toBe(reason);
  await child.ended;
  expect(isRunning(pid)).toBe(false);

  const other = start();
  expect(await reasonOf(other.ask({ doing: "count" }, { signal: stop.signal }))).toBe(reason);
  expect(await other.ask({ doing: "count" })).toBe(1);
});

test("closing lets it end in order, and kills it where it does not", async () => {
  const written: string[] = [];
  const orderly = start({ onStderr: (text) => void written.push(text) });
  await orderly.ask({ doing: "endInOrder" });
  await orderly.close(10_000);
  expect([await orderly.ended, written.join("")]).toEqual(["exit code 0", "in order\n"]);

  const stubborn = start();
  await stubborn.ask({ doing: "ignoreSignals" });
  await stubborn.close(200);
  expect(await stubborn.ended).toBe("SIGKILL");
  await stubborn.close(200); // again: nothing happens
});

test("a program that can't be started is one that died", async () => {
  const child = new Child({ file: "/nowhere/worker.mjs", args: [] }, { environment: process.env });
  expect(await reasonOf(child.ask({}))).toMatchObject({ how: "exit code 1" });
});

test("it has the environment that it was given, and no other", async () => {
  const child = start({ environment: { PATH: process.env.PATH, SOME_NAME: "some value" } });
  expect(await child.ask({ doing: "environment", name: "SOME_NAME" })).toBe("some value");
  expect(await child.ask({ doing: "environment", name: "HOME" })).toBeUndefined();
});

test("one that holds more memory than it may outside of its heap, or works longer, is killed with the reason", async () => {
  const hoarding = start({ limits: { residentMegabytes: 300 } });
  expect(await reasonOf(hoarding.ask({ doing: "hoardBuffers" }))).toMatchObject({ how: "it needed more than 300 MB" });
  const working = start({ limits: { processorSeconds: 2 } });
  expect(await reasonOf(working.ask({ doing: "block" }))).toMatchObject({
    how: "it needed more than 2 s of processor time",
  });
});

test("it ends with its parent although its event loop is blocked", async () => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, "parent.mjs"), "", "block"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(text.toString());
  parent.kill("SIGKILL");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 });
});

test("it ends with its parent, also where that is killed; one that may goes on alone until it is done", async () => {
  for (const [args, goesOn] of [
    [[], false],
    [["alone"], true],
  ] as const) {
    const parent = spawn(process.execPath, [join(import.meta.dirname, "parent.mjs"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [text] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(text.toString());
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    if (goesOn) {
      await setTimeout(1_000);
      expect(isRunning(pid)).toBe(true);
    }
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 });
  }
});
