import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { GraphError } from "../errors.ts";
import { ranTooLong } from "./answer.ts";
import type { Question, ReadOnlyResult } from "./question.ts";
import type { ThreadData } from "./thread.ts";
import type { FromThread } from "./thread-messages.ts";

/** A script that calls `serveReader` in a thread, and its arguments. */
export interface ThreadEntry {
  file: string;
  args: string[];
}

/** How much later than Neo4j's own limit a query is given up. */
const patienceMs = 1_500;
const mostHeapMegabytes = 256;

/** A question was given up; Neo4j may still be at it, since `sentAt` (`performance.now()`). */
export interface LeftBehind {
  question: Question;
  sentAt: number;
}

/**
 * A thread that reads, from the outside. It answers one question at a time, and ends when one is
 * given up: its connection goes with it.
 */
export class ReaderThread {
  readonly #worker: Worker;
  readonly #ready: Promise<unknown>;
  #isUsable = true;
  #left: LeftBehind | undefined;

  constructor({ file, args }: ThreadEntry, data: ThreadData) {
    this.#worker = new Worker(file, {
      argv: args,
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: mostHeapMegabytes },
    });
    this.#worker.unref();
    this.#ready = once(this.#worker, "message");
    this.#ready.catch(() => this.end()); // reported by `ask`
  }

  /** Whether it can be asked again. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** The question that was given up, if one was after Neo4j had it. */
  get left(): LeftBehind | undefined {
    return this.#left;
  }

  /**
   * Asks, and settles within the question's limit and 1.5 s from when Neo4j has it, whatever that
   * does.
   *
   * @throws GraphError as `readOnly` says.
   * @throws the signal's reason when that fires.
   */
  async ask(question: Question, signal?: AbortSignal): Promise<ReadOnlyResult> {
    await this.#ready.catch((cause) => {
      throw new GraphError("query_failed", `A thread that reads could not be started: ${cause.message}.`, { cause });
    });
    let sentAt: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    const { promise, resolve, reject } = pending<ReadOnlyResult>();
    const giveUp = (reason: unknown) => {
      if (sentAt !== undefined) this.#left = { question, sentAt };
      this.end();
      reject(reason);
    };
    const late = () => giveUp(new GraphError("query_timeout", ranTooLong(question.timeoutMs)));
    const gone = () => giveUp(signal?.reason);
    const broke = (cause: Error) => giveUp(new GraphError("result_too_large", tooMuch, { cause }));
    const onMessage = (message: FromThread) => {
      if ("result" in message) resolve(message.result);
      else if ("failure" in message) {
        const failure = new GraphError(message.failure.code, message.failure.message);
        if (failure.code === "result_too_large")
          giveUp(failure); // Neo4j may still be sending
        else reject(failure);
      } else if ("sent" in message) {
        sentAt = performance.now();
        timer = setTimeout(late, question.timeoutMs + patienceMs);
      }
    };
    this.#worker.on("message", onMessage).on("error", broke);
    signal?.addEventListener("abort", gone);
    try {
      if (signal?.aborted) gone();
      else this.#worker.postMessage(question);
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#worker.off("message", onMessage).off("error", broke);
      signal?.removeEventListener("abort", gone);
    }
  }

  /** Ends it at once, and its connection with it. */
  end(): void {
    this.#isUsable = false;
    this.#worker.on("error", () => {}); // what it fails with while it ends
    void this.#worker.terminate();
  }
}

const tooMuch = "The rows are larger than may be held at once; return fewer or smaller ones.";

function pending<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
