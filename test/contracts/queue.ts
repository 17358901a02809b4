import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Graph } from "../../graph/index.ts";
import { readOnly } from "../../graph/index.ts";
import { systemClock } from "../../server/clock.ts";
import { ServerError } from "../../server/errors.ts";
import type { Dispatcher } from "../../server/queue/contract.ts";
import { GraphLedger } from "../../server/queue/graph-ledger.ts";
import { QueuedTraining } from "../../server/queue/queued-training.ts";
import { work } from "../../server/queue/work.ts";
import { engineVersion } from "../../server/training/evaluation-key.ts";
import type { CompressJob, CompressResult, Report } from "../../server/training/jobs.ts";
import { hashIs, strategyIs } from "../ids.ts";

/** What computes an evaluation in a test: the attempt counts from 1. */
type Compute = (job: CompressJob, o: { report: Report; signal: AbortSignal; attempt: number }) => Promise<void>;

export interface QueueUnderTest {
  /** A new dispatcher on what all of a test share. */
  dispatcher(): Dispatcher;
  /** Loses all that was announced, as far as the implementation can. */
  forget?(): Promise<void>;
}

const device = "cpu-test";
/** Long enough that a busy machine renews it in time. */
const forMs = 3_000;
const original = hashIs("0".repeat(64));
const jobOf = (at: number): CompressJob => ({
  ...{ kind: "compress", model: original, original, scheme: [strategyIs(`A(HP1=${at})`)] },
  ...{ steps: [{ operator: "prune", params: {} }], seed: 1 },
});
const resultOf = ({ scheme }: CompressJob): CompressResult => ({
  ...{
    hash: hashIs(`hash of ${scheme}`),
    parameters: 1,
    macs: 1,
    flops: 2,
    validationAccuracy: 0.9,
    testAccuracy: 0.8,
  },
  ...{ stages: [], notes: [], seconds: 1 },
});

/** What every way to spread evaluations keeps to, each a record in the graph that is leased and committed once. */
export function queueContract(graph: () => Graph, queue: () => QueueUnderTest): void {
  let closing: (() => Promise<unknown>)[];
  let commands: string[];
  beforeEach(() => {
    closing = [];
    commands = [];
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  function asker(o: { askedBy?: string; announceEveryMs?: number; dataset?: string; dispatcher?: Dispatcher } = {}) {
    const { askedBy = randomUUID(), dataset = "mnist", dispatcher = queue().dispatcher(), ...rest } = o;
    closing.push(() => dispatcher.close());
    const local = { run: () => Promise.reject(new Error("no job but evaluations")) };
    const asked = new GraphLedger(graph(), { forMs });
    return new QueuedTraining({
      ...{ asked, dispatcher, local, device, askedBy, datasetOf: async () => dataset, hasModel: () => true },
      ...{ clock: systemClock, say: (said) => void commands.push(said), ...rest },
    });
  }

  /** A worker; `drain` lets it finish, `stop` kills what it is at. */
  function worker(
    compute: Compute,
    o: { places?: number; datasets?: string[]; deaf?: boolean; dispatcher?: Dispatcher } = {},
  ) {
    const { places = 1, datasets = ["mnist"], deaf = false, dispatcher = queue().dispatcher() } = o;
    const ledger = new GraphLedger(graph(), { forMs });
    if (deaf) ledger.renew = async () => "held";
    const [drain, stop] = [new AbortController(), new AbortController()];
    const attempts = new Map<string, number>();
    const training = {
      async run<Result>(asked: { kind: string }, report: Report = () => {}, signal?: AbortSignal) {
        const job = asked as CompressJob;
        const attempt = (attempts.get(job.scheme[0]!) ?? 0) + 1;
        attempts.set(job.scheme[0]!, attempt);
        await compute(job, { report, signal: signal!, attempt });
        return resultOf(job) as Result;
      },
    };
    const about = { owner: randomUUID(), device, engine: engineVersion, memoryMb: 1_000, datasets };
    const done = work(
      { ledger, dispatcher, training, worker: about, places, clock: systemClock, forMs },
      AbortSignal.any([drain.signal, stop.signal]),
      stop.signal,
    );
    const end = async (how: AbortController) => {
      how.abort(new Error("told to stop"));
      await done;
    };
    closing.push(async () => {
      await end(stop);
      await dispatcher.close();
    });
    return { drain: () => end(drain), stop: () => end(stop), attempts };
  }

  const rows = async () =>
    (
      await readOnly(
        graph(),
        "MATCH (e:Evaluation) RETURN e.state AS state, e.commits AS commits, e.attempts AS attempts",
      )
    ).rows;

  /** A dispatcher for asker and workers of one process, or one each where they are of several. */
  const shared = () => queue().dispatcher();

  test("each evaluation is computed, committed once, and answers all who asked", async () => {
    const ran: string[] = [];
    const dispatcher = shared();
    const compute: Compute = async ({ scheme }) => {
      ran.push(scheme[0]!);
      await sleep(20 * Math.random());
    };
    for (let at = 0; at < 3; at++) worker(compute, { dispatcher, places: 2 });
    const [one, other] = [asker({ dispatcher }), asker({ dispatcher })];
    const jobs = Array.from({ length: 20 }, (_, at) => jobOf(at));
    const [mine, theirs] = await Promise.all([one, other].map((each) => Promise.all(jobs.map((job) => each.run(job)))));
    expect(mine).toEqual(jobs.map(resultOf));
    expect(theirs).toEqual(mine);
    expect(ran.sort()).toEqual(jobs.map(({ scheme }) => scheme[0]).sort());
    expect(await rows()).toEqual(jobs.map(() => ({ state: "done", commits: 1, attempts: 1 })));
    expect(await one.run(jobs[0]!)).toEqual(resultOf(jobs[0]!)); // what is done is not computed again
    expect(ran).toHaveLength(20);
  });

  test("a worker that says nothing loses its evaluation to another, and commits nothing when it comes back", async () => {
    const dispatcher = shared();
    const back = deferred();
    const silent = worker(() => back.promise, { deaf: true, dispatcher });
    const asked = asker({ dispatcher });
    const result = asked.run(jobOf(1));
    while (silent.attempts.size === 0) await sleep(10);
    worker(async () => {}, { dispatcher });
    expect(await result).toEqual(resultOf(jobOf(1)));
    back.resolve();
    await silent.drain();
    expect(await rows()).toEqual([{ state: "done", commits: 1, attempts: 2 }]);
  });

  test("a training that takes many leases keeps its evaluation", async () => {
    const dispatcher = shared();
    for (let at = 0; at < 2; at++) worker(() => sleep(2 * forMs), { dispatcher });
    expect(await asker({ dispatcher, announceEveryMs: 500 }).run(jobOf(1))).toEqual(resultOf(jobOf(1)));
    expect(await rows()).toEqual([{ state: "done", commits: 1, attempts: 1 }]);
  });

  test("what is not wanted any more is ended where it is computed, unless somebody else wants it", async () => {
    const dispatcher = shared();
    const aborted: string[] = [];
    const compute: Compute = async ({ scheme }, { signal }) => {
      signal.addEventListener("abort", () => aborted.push(scheme[0]!));
      await sleep(2 * forMs, undefined, { signal });
    };
    const busy = worker(compute, { dispatcher, places: 2 });
    const [one, other] = [asker({ dispatcher }), asker({ dispatcher })];
    const stop = new AbortController();
    const given = Promise.allSettled([1, 2].map((at) => one.run(jobOf(at), () => {}, stop.signal)));
    const kept = other.run(jobOf(2));
    while (busy.attempts.size < 2) await sleep(10);
    stop.abort(new Error("stopped"));
    expect((await given).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await one.close();
    expect(await kept).toEqual(resultOf(jobOf(2)));
    expect(aborted).toEqual([jobOf(1).scheme[0]]);
    const states = async () => (await rows()).map(({ state }) => state).sort();
    await vi.waitFor(async () => expect(await states()).toEqual(["cancelled", "done"]), { timeout: 20_000 });
    worker(async () => {}, { dispatcher });
    expect(await one.run(jobOf(1))).toEqual(resultOf(jobOf(1))); // and wanted again
  });

  test("a scheme whose training dies each time fails with a reason after three attempts; the others go on", async () => {
    const dispatcher = shared();
    const compute: Compute = async ({ scheme }) => {
      if (scheme[0] === jobOf(1).scheme[0]) throw new ServerError("training_process_died", "It died (SIGSEGV).");
    };
    const one = worker(compute, { dispatcher });
    const asked = asker({ dispatcher, announceEveryMs: 500 });
    const ended = await Promise.allSettled([1, 2, 3].map((at) => asked.run(jobOf(at))));
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(ended[0]).toMatchObject({
      reason: { code: "scheme_poisonous", message: expect.stringContaining("SIGSEGV") },
    });
    expect(one.attempts.get(jobOf(1).scheme[0]!)).toBe(3);
  });

  test("a scheme that can't run is an outcome; a fault that the asker has to mend is none, and can be asked again", async () => {
    const dispatcher = shared();
    const compute: Compute = async ({ scheme }, { attempt }) => {
      if (scheme[0] === jobOf(1).scheme[0]) throw new ServerError("scheme_refused", "Nothing is left.");
      if (attempt === 1) throw new ServerError("data_changed", "Others now.");
    };
    worker(compute, { dispatcher });
    const asked = asker({ dispatcher });
    await expect(asked.run(jobOf(1))).rejects.toMatchObject({ code: "scheme_refused", message: "Nothing is left." });
    await expect(asked.run(jobOf(2))).rejects.toMatchObject({ code: "data_changed" });
    expect(await asked.run(jobOf(2))).toEqual(resultOf(jobOf(2)));
  });

  test("a worker that drains finishes what it is at; one that is stopped gives it back, which is no attempt", async () => {
    const dispatcher = shared();
    const drained = worker(() => sleep(300), { dispatcher });
    const asked = asker({ dispatcher, announceEveryMs: 500 });
    const first = asked.run(jobOf(1));
    while (drained.attempts.size === 0) await sleep(10);
    await drained.drain();
    expect(await first).toEqual(resultOf(jobOf(1)));

    const stopped = worker((_, { signal }) => sleep(60_000, undefined, { signal }), { dispatcher });
    const second = asked.run(jobOf(2));
    while (stopped.attempts.size === 0) await sleep(10);
    await stopped.stop();
    expect((await rows()).find(({ state }) => state === "open")).toMatchObject({ attempts: 0 });
    worker(async () => {}, { dispatcher });
    expect(await second).toEqual(resultOf(jobOf(2)));
  });

  test("a worker takes only what fits it, and progress reaches the asker", async () => {
    const dispatcher = shared();
    const without = worker(async () => {}, { dispatcher, datasets: ["cifar10"] });
    const asked = asker({ dispatcher, announceEveryMs: 500 });
    const told: number[] = [];
    const result = asked.run(jobOf(1), ({ done }) => void told.push(done));
    await sleep(500);
    expect(without.attempts.size).toBe(0);
    const compute: Compute = async (_, { report }) => {
      report({ stage: "prune", done: 0.5, note: "" });
      await sleep(2_500);
    };
    worker(compute, { dispatcher });
    expect(await result).toEqual(resultOf(jobOf(1)));
    expect(told).toContain(0.5);
  });

  test("what was announced and lost is announced again", async () => {
    const dispatcher = shared();
    const deaf = { ...silentDispatcher(), listen: () => {} };
    const asked = asker({ dispatcher: deaf });
    const result = asked.run(jobOf(1));
    await sleep(300);
    const again = asker({ dispatcher, announceEveryMs: 500 });
    const other = again.run(jobOf(1));
    await sleep(100);
    await queue().forget?.();
    worker(async () => {}, { dispatcher });
    expect(await other).toEqual(resultOf(jobOf(1)));
    expect(await result).toEqual(resultOf(jobOf(1)));
  });
}

/** One that tells nobody anything. */
function silentDispatcher(): Dispatcher {
  return { announce: async () => {}, work: async () => {}, listen: () => {}, close: async () => {} };
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
