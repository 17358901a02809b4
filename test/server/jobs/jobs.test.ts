import { expect, test } from "vitest";
import { Jobs } from "../../../server/jobs/jobs.ts";

const jobs = () => new Jobs({ now: () => 0, describe: (error) => ({ code: "bad", detail: (error as Error).message }) });
const never = new AbortController().signal;

/** Work that ends when it is told to. */
function work() {
  let resolve: (result: Record<string, unknown>) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<Record<string, unknown>>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  const run = (_report: unknown, signal: AbortSignal) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    return promise;
  };
  return { run, resolve: () => resolve({}), reject: () => reject(new Error("It broke.")) };
}

test("a job is followed to its end, with each change once and in order", async () => {
  const all = jobs();
  const { id } = all.start({ kind: "train", title: "t" }, async (report) => {
    report({ stage: "s", done: 0.5, note: "half" });
    return { hash: "h" };
  });
  const seen = [];
  for await (const job of all.follow(id, 0, never)) seen.push(job);
  expect(seen.at(-1)).toMatchObject({ state: "done", result: { hash: "h" }, progress: { done: 0.5 }, failure: null });
  const revisions = seen.map(({ revision }) => revision);
  expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  const again = [];
  for await (const job of all.follow(id, seen.at(-1)!.revision, never)) again.push(job.state);
  expect(again).toEqual(["done"]);
});

test("of one lane one at a time is worked on, others at once; a failure holds nobody up", async () => {
  const all = jobs();
  const [one, two, other] = [work(), work(), work()];
  const first = all.start({ kind: "a", title: "1", lane: "l" }, one.run);
  const second = all.start({ kind: "a", title: "2", lane: "l" }, two.run);
  const third = all.start({ kind: "b", title: "3" }, other.run);
  await expect.poll(() => [first.state, second.state, third.state]).toEqual(["running", "queued", "running"]);
  one.reject();
  await expect.poll(() => [first.state, second.state]).toEqual(["failed", "running"]);
  expect(first.failure).toEqual({ code: "bad", detail: "It broke." });
  two.resolve();
  await expect.poll(() => second.state).toBe("done");
  expect(all.list().map(({ title }) => title)).toEqual(["3", "2", "1"]);
  other.resolve();
});

test("a job that runs and one that waits are cancelled; one that ended stays as it is", async () => {
  const all = jobs();
  const one = work();
  const first = all.start({ kind: "a", title: "1", lane: "l" }, one.run);
  let began = false;
  const second = all.start({ kind: "a", title: "2", lane: "l" }, async () => {
    began = true;
    return {};
  });
  await expect.poll(() => first.state).toBe("running");
  expect((await all.cancel(second.id))?.state).toBe("cancelled");
  expect((await all.cancel(first.id))?.state).toBe("cancelled");
  expect((await all.cancel(first.id))?.revision).toBe(first.revision);
  await all.close();
  expect([began, await all.cancel("none")]).toEqual([false, undefined]);
});
