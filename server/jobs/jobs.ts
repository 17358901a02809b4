import { randomBytes } from "node:crypto";
import { EventEmitter, on } from "node:events";
import type { StageProgress } from "../progress.ts";

export const jobStates = ["queued", "running", "done", "failed", "cancelled"] as const;

/** Long work that was asked for, as far as it is. */
export interface Job {
  id: string;
  /** What it does: `train`, `import`. */
  kind: string;
  /** The same in words, for people. */
  title: string;
  state: (typeof jobStates)[number];
  /** Counts its changes, from 1. */
  revision: number;
  createdAt: string;
  endedAt: string | null;
  progress: StageProgress | null;
  /** What it came to. */
  result: Record<string, unknown> | null;
  failure: { code: string; detail: string } | null;
}

/** What a job does, and how it is told how far it is and when to end. */
export type Work = (report: (progress: StageProgress) => void, signal: AbortSignal) => Promise<Record<string, unknown>>;

/** Why a job failed, in words and for code. */
export type Describe = (error: unknown) => { code: string; detail: string };

interface Held {
  job: Job;
  stop: AbortController;
  changes: EventEmitter;
  ended: Promise<void>;
}

const mostKept = 1_000;

/**
 * The long work of a server. A job starts at once, or waits for others of its lane. It is kept until the server ends,
 * or a thousand newer ones have ended.
 */
export class Jobs {
  readonly #held = new Map<string, Held>();
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #now: () => number;
  readonly #describe: Describe;

  constructor({ now, describe }: { now: () => number; describe: Describe }) {
    this.#now = now;
    this.#describe = describe;
  }

  /** Takes a job on; of one lane, one at a time is worked on. */
  start({ kind, title, lane }: { kind: string; title: string; lane?: string }, work: Work): Job {
    const job: Job = {
      id: randomBytes(8).toString("hex"),
      ...{ kind, title, state: "queued", revision: 1, createdAt: this.#time(), endedAt: null },
      ...{ progress: null, result: null, failure: null },
    };
    const stop = new AbortController();
    const changes = new EventEmitter().setMaxListeners(0);
    const before = lane === undefined ? undefined : this.#lanes.get(lane);
    const ended = (before ?? Promise.resolve()).then(() => this.#work(held, work));
    const held: Held = { job, stop, changes, ended };
    if (lane !== undefined) this.#lanes.set(lane, ended);
    this.#held.set(job.id, held);
    this.#forget();
    return job;
  }

  /** All jobs, the newest first. */
  list(): Job[] {
    return [...this.#held.values()].map(({ job }) => job).reverse();
  }

  find(id: string): Job | undefined {
    return this.#held.get(id)?.job;
  }

  /** Ends a job that has not ended; resolves to it once it has. */
  async cancel(id: string): Promise<Job | undefined> {
    const held = this.#held.get(id);
    if (!held) return undefined;
    held.stop.abort(new Error("It was cancelled."));
    if (held.job.state === "queued") this.#change(held, { state: "cancelled", endedAt: this.#time() });
    else await held.ended;
    return held.job;
  }

  /** A job each time it has changed since `revision`, to its end or until `signal` fires. */
  async *follow(id: string, revision: number, signal: AbortSignal): AsyncGenerator<Job> {
    const held = this.#held.get(id);
    if (!held) return;
    let seen = revision;
    const changes = on(held.changes, "change", { signal });
    try {
      while (true) {
        const job = { ...held.job }; // as it is now, whatever happens while the reader reads
        if (job.revision > seen || hasEnded(job)) yield job;
        if (hasEnded(job)) return;
        seen = job.revision;
        await changes.next();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await changes.return?.();
    }
  }

  /** Ends all jobs, and resolves when none is at work. */
  async close(): Promise<void> {
    for (const { stop } of this.#held.values()) stop.abort(new Error("The server was closed."));
    await Promise.all([...this.#held.values()].map(({ ended }) => ended));
  }

  async #work(held: Held, work: Work): Promise<void> {
    if (held.stop.signal.aborted) {
      if (!hasEnded(held.job)) this.#change(held, { state: "cancelled", endedAt: this.#time() });
      return;
    }
    this.#change(held, { state: "running" });
    try {
      const result = await work((progress) => this.#change(held, { progress }), held.stop.signal);
      this.#change(held, { state: "done", result, endedAt: this.#time() });
    } catch (error) {
      const ended = held.stop.signal.aborted
        ? ({ state: "cancelled" } as const)
        : ({ state: "failed", failure: this.#describe(error) } as const);
      this.#change(held, { ...ended, endedAt: this.#time() });
    }
  }

  #change(held: Held, change: Partial<Job>): void {
    Object.assign(held.job, change, { revision: held.job.revision + 1 });
    held.changes.emit("change");
  }

  #forget(): void {
    const ended = [...this.#held.values()].filter(({ job }) => hasEnded(job));
    for (const { job } of ended.slice(0, Math.max(0, ended.length - mostKept))) this.#held.delete(job.id);
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** Whether nothing more will happen to a job. */
function hasEnded({ state }: Job): boolean {
  return state !== "queued" && state !== "running";
}
