import type { Connection } from "../driver/connect.ts";
import { GraphError } from "../errors.ts";
import type { Question, Reader, ReadOnlyResult } from "./question.ts";
import { type LeftBehind, ReaderThread, type ThreadEntry } from "./reader-thread.ts";

/** How many questions are with Neo4j at a time: its memory is everybody's. */
const atOnce = 2;
const mostWaiting = 16;
const longestWaitMs = 10_000;
const mostBytesByDefault = 32 * 2 ** 20;

export interface ReadersOptions {
  connection: Connection;
  thread: ThreadEntry;
  /** Receives each question that was given up while Neo4j may still be at it. */
  onLeft: (left: LeftBehind) => void;
  /** The most bytes of one answer, as they come from Neo4j; 32 MiB by default. */
  mostBytes?: number;
  /** How many threads are kept ready from now on; none by default: the first question starts one. */
  spare?: number;
}

/**
 * Reads in threads, so that every question is answered in time, whatever Neo4j and the rows are
 * like, and nothing of it holds up this process. Two are asked at a time, more wait.
 */
export class Readers implements Reader {
  readonly #options: ReadersOptions;
  readonly #idle: ReaderThread[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  constructor(options: ReadersOptions) {
    this.#options = options;
    this.#keepSpare();
  }

  async read(question: Question, signal?: AbortSignal): Promise<ReadOnlyResult> {
    await this.#turn(signal);
    const thread = this.#idle.pop() ?? this.#start();
    try {
      return await thread.ask(question, signal);
    } finally {
      if (thread.left) this.#options.onLeft(thread.left);
      if (thread.isUsable && !this.#closed) this.#idle.push(thread);
      else thread.end();
      this.#keepSpare();
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Ends all threads; what is asked then is not answered. */
  close(): void {
    this.#closed = true;
    for (const thread of this.#idle.splice(0)) thread.end();
  }

  /**
   * Waits for a turn, and takes it.
   *
   * @throws GraphError `too_many_readers`.
   */
  async #turn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#busy >= atOnce) await this.#wait(signal);
    this.#busy += 1;
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length >= mostWaiting) throw tooMany();
    await new Promise<void>((resolve, reject) => {
      const leave = (reason: unknown) => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        settle();
        reject(reason);
      };
      const gone = () => leave(signal?.reason);
      const timer = setTimeout(() => leave(tooMany()), longestWaitMs);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", gone);
      };
      const go = () => {
        settle();
        resolve();
      };
      this.#waiting.push(go);
      signal?.addEventListener("abort", gone);
      if (signal?.aborted) gone();
    });
  }

  #start(): ReaderThread {
    const { thread, connection, mostBytes = mostBytesByDefault } = this.#options;
    return new ReaderThread(thread, { connection, mostBytes });
  }

  #keepSpare(): void {
    while (!this.#closed && this.#idle.length < (this.#options.spare ?? 0)) this.#idle.push(this.#start());
  }
}

function tooMany(): GraphError {
  return new GraphError("too_many_readers", "Others' queries are being answered; try again in a while.");
}
