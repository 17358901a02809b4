import { DelayedError, type Job, Queue, QueueEvents, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Announced, Dispatcher } from "./contract.ts";
import { redisAt } from "./redis.ts";

/** Jobs last for hours: only a worker that is gone loses its lock. */
const lockMs = 120_000;
const offerAgainMs = 2_000;
const prefix = "automc";

/**
 * Tells workers on any machine what waits, by BullMQ. A job is an evaluation's key and nothing else;
 * what it returns is ignored. Its id has the number of leases so far, so that an evaluation whose
 * worker was lost is announced at once, although the lost one's job still counts as active.
 */
export class BullDispatcher implements Dispatcher {
  readonly #url: string;
  readonly #name: string;
  readonly #queue: Queue;
  readonly #clients: Redis[] = [];
  readonly #closing: (() => Promise<void>)[] = [];
  readonly #say: (sentence: string) => void;

  /** @param device the class of device whose evaluations these are: each has a queue of its own */
  constructor(url: string, device: string, say: (sentence: string) => void = () => {}) {
    this.#url = url;
    this.#name = `evaluations-${device}`;
    this.#say = say;
    this.#queue = new Queue(this.#name, {
      ...{ connection: this.#client(), prefix },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      streams: { events: { maxLen: 1_000 } },
    });
    this.#queue.on("error", this.#onError);
    this.#closing.push(() => this.#queue.close());
  }

  async announce(waiting: readonly Announced[]): Promise<void> {
    await this.#queue.addBulk(
      waiting.map(({ key, token }) => ({ name: "evaluate", data: { key }, opts: { jobId: `${key}.${token}` } })),
    );
  }

  async work(
    places: number,
    each: (key: string | undefined) => Promise<"ended" | "unfit">,
    stop: AbortSignal,
  ): Promise<void> {
    const handle = async (job: Job<{ key: string }>, token?: string) => {
      if ((await each(job.data.key)) === "ended") return;
      await job.moveToDelayed(Date.now() + offerAgainMs, token);
      throw new DelayedError();
    };
    const worker = new Worker(this.#name, handle, {
      ...{ connection: this.#client(), prefix, concurrency: places },
      ...{ lockDuration: lockMs, stalledInterval: 15_000, maxStalledCount: 10, drainDelay: 5 },
      ...{ removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
    });
    worker.on("error", this.#onError);
    await new Promise<void>((resolve) => {
      if (stop.aborted) resolve();
      else stop.addEventListener("abort", () => resolve(), { once: true });
    });
    await worker.close(); // after the jobs that are under way
  }

  listen({ settled, lost }: { settled: (key: string) => void; lost: () => void }): void {
    const client = this.#client();
    client.on("ready", lost);
    const events = new QueueEvents(this.#name, { connection: client, prefix });
    events.on("error", this.#onError);
    events.on("completed", ({ jobId }) => settled(jobId.slice(0, jobId.lastIndexOf("."))));
    this.#closing.push(() => events.close());
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close().catch(() => {}); // Redis may be gone
    for (const client of this.#clients) client.disconnect();
  }

  #client(): Redis {
    const client = redisAt(this.#url);
    client.on("error", this.#onError);
    this.#clients.push(client);
    return client;
  }

  readonly #told = new Set<string>();
  readonly #onError = (error: Error) => {
    const { message } = error;
    if (this.#told.has(message)) return; // a lost connection reports itself again and again
    this.#told.add(message);
    this.#say(`Redis: ${message}`);
  };
}
