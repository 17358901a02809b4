import { type ChildProcess, fork } from "node:child_process";
import type { Environment } from "../config.ts";
import type { WorkerEntry } from "../entry-point.ts";
import type { FromChild, ToChild } from "./messages.ts";
import { type ResourceLimits, watchResources } from "./resources.ts";

const tailBytes = 4_000;
const tailLines = 5;

/**
 * The process ended before it answered: it crashed, ran out of memory, was killed, or took longer
 * than it may.
 */
export class ChildDied extends Error {
  override readonly name = "ChildDied";
  /** `SIGKILL`, `exit code 1`, `no answer in 120 s`. */
  readonly how: string;
  /** The last lines that it wrote to standard error; empty where it wrote none. */
  readonly tail: string;

  constructor(how: string, tail: string) {
    super(`The process ended early (${how}).${tail && `\n${tail}`}`);
    this.how = how;
    this.tail = tail;
  }
}

/** What the process did for a request threw. */
export class ChildFailure extends Error {
  override readonly name = "ChildFailure";
  /** The code of the error there; undefined where it had none. */
  readonly code: string | undefined;

  constructor(code: string | undefined, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ChildOptions {
  environment: Environment;
  /**
   * Most megabytes of JavaScript heap (`--max-old-space-size`); a process that wants more dies.
   * Node's own limit by default.
   */
  megabytes?: number;
  /** Looked after from outside; a process that uses more is killed. */
  limits?: ResourceLimits;
  /** Receives what the process writes to standard error, as it comes. */
  onStderr?: (text: string) => void;
}

export interface AskOptions<Progress, Question> {
  onProgress?: (progress: Progress) => void;
  /**
   * Answers what the process asks while it works; where this rejects, the process is killed and
   * `ask` rejects with it.
   */
  answer?: (question: Question) => Promise<unknown>;
  /** Kills the process when it fires, since work in it may block its event loop. */
  signal?: AbortSignal | undefined;
  /** Kills the process when it has not answered after so long. */
  deadlineMs?: number;
}

/** A request that was not answered yet. */
interface Pending {
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
  onProgress: ((progress: never) => void) | undefined;
  answer: ((question: never) => Promise<unknown>) | undefined;
}

/**
 * One of our child processes, from its start on: it is asked, reports, answers, and ends with this
 * process at the latest. The inside of it is `serve`.
 */
export class Child {
  /**
   * Resolves when the process is gone and all that it wrote was read, to how it ended: `SIGTERM`,
   * `exit code 0`. Never rejects.
   */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #stderrTail = "";
  #killedFor: string | undefined;

  constructor({ file, args }: WorkerEntry, { environment, megabytes, limits, onStderr }: ChildOptions) {
    this.#process = fork(file, args, {
      env: environment,
      execArgv: [...process.execArgv, ...(megabytes === undefined ? [] : [`--max-old-space-size=${megabytes}`])],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
    });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-tailBytes);
      onStderr?.(text);
    });
    this.#process.on("message", (message: FromChild) => this.#receive(message));
    const { pid } = this.#process;
    const over = (why: string) => {
      this.#killedFor = why;
      this.kill();
    };
    const stopWatching = limits && pid !== undefined ? watchResources(pid, limits, over) : () => {};
    this.ended = new Promise((resolve) => {
      const end = (signal: string) => {
        stopWatching();
        const how = this.#killedFor ?? signal;
        for (const { reject } of this.#pending.values()) reject(new ChildDied(how, this.#tail()));
        resolve(how);
      };
      this.#process.on("close", (code, signal) => end(signal ?? `exit code ${code}`));
      this.#process.on("error", (error) => {
        if (this.#process.pid === undefined) end(error.message); // it could not be started
      });
    });
  }

  /** Whether it can be asked: it was started, has not ended and was not told to. */
  get isAlive(): boolean {
    const { pid, exitCode, signalCode, connected, killed } = this.#process;
    return pid !== undefined && exitCode === null && signalCode === null && connected && !killed;
  }

  /**
   * Sends a request and resolves to its result. Requests are worked off one after another.
   *
   * @throws ChildFailure for what the process threw.
   * @throws ChildDied when the process ended, or was ended at the deadline, before it answered.
   * @throws the signal's reason when that fires.
   */
  async ask<Result, Progress = unknown, Question = unknown>(
    request: unknown,
    { onProgress, answer, signal, deadlineMs }: AskOptions<Progress, Question> = {},
  ): Promise<Result> {
    signal?.throwIfAborted();
    if (!this.isAlive) throw new ChildDied(await this.ended, this.#tail());
    const id = this.#nextId++;
    const result = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress, answer });
    });
    const giveUp = (reason: unknown) => {
      this.#pending.get(id)?.reject(reason);
      this.kill();
    };
    const onAbort = () => giveUp(signal?.reason);
    const onDeadline = () => giveUp(new ChildDied(`no answer in ${Number(deadlineMs) / 1000} s`, this.#tail()));
    const timer = deadlineMs === undefined ? undefined : setTimeout(onDeadline, deadlineMs);
    signal?.addEventListener("abort", onAbort);
    try {
      this.#send({ id, request });
      return (await result) as Result;
    } finally {
      this.#pending.delete(id);
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Ends it at once, whatever it is at. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /**
   * Asks it to end in order (SIGTERM), kills it where it has not after `patienceMs`, and resolves
   * when it is gone.
   */
  async close(patienceMs: number): Promise<void> {
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.kill(), patienceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #receive(message: FromChild): void {
    const { id } = message;
    const asked = this.#pending.get(id);
    if (!asked) return; // given up meanwhile
    if ("progress" in message) asked.onProgress?.(message.progress as never);
    else if ("result" in message) asked.resolve(message.result);
    else if ("failure" in message) asked.reject(new ChildFailure(message.failure.code, message.failure.message));
    else
      asked.answer?.(message.question as never).then(
        (answer) => this.#send({ id, answer }),
        (reason) => {
          asked.reject(reason);
          this.kill();
        },
      );
  }

  #send(message: ToChild): void {
    // Where it dies meanwhile, `ended` resolves.
    if (this.isAlive) this.#process.send(message, () => {});
  }

  #tail(): string {
    return this.#stderrTail.trim().split("\n").slice(-tailLines).join("\n");
  }
}
