import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Environment } from "../config.ts";
import { entryPoint } from "../entry-point.ts";
import { ServerError } from "../errors.ts";
import { trainingEnvironment } from "../provision/provision.ts";
import type { Job, JobMessage, JobProgress, JobReply } from "./jobs.ts";

/** After so many jobs the process is replaced: TensorFlow keeps 1.5 to 2 MB of every compiled graph. */
export const jobsPerProcess = 40;
const tailBytes = 4_000;

/**
 * Trains in a process of its own: a training step blocks its event loop, and what TensorFlow leaks or crashes
 * must not reach the study. Jobs run one after another; a process that dies takes only the job in flight with it,
 * which is tried once more in a new one.
 */
export class TrainingProcess {
  #child: ChildProcess | undefined;
  #jobs = 0;
  #nextId = 1;
  #stderrTail = "";
  readonly #home: string;
  readonly #environment: Environment;

  /** `home` is AUTOMC_HOME: the models and data sets stand below it. */
  constructor(home: string, environment: Environment) {
    this.#home = home;
    this.#environment = trainingEnvironment(environment);
  }

  /**
   * Runs one job and gives its result. Aborting kills the process, as a step can't be interrupted from outside.
   *
   * @throws ServerError `job_refused` or `job_failed` with the sentence of the operator or the data set, `training_process_died` when the process was lost twice.
   */
  async run<Result>(
    job: Job,
    onProgress: (progress: JobProgress) => void = () => {},
    signal?: AbortSignal,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#send(job, onProgress, signal)) as Result;
      } catch (error) {
        const died = error instanceof ServerError && error.code === "training_process_died";
        if (!died || attempt === 2 || signal?.aborted) throw error;
      }
    }
  }

  /** Ends the process. */
  close(): void {
    this.#child?.kill();
    this.#child = undefined;
    this.#jobs = 0;
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(entryPoint), ["training-worker"], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: this.#environment,
    });
    const forget = () => {
      if (this.#child === child) this.close(); // also where it dies between two jobs: the next one gets a new process
    };
    child.on("exit", forget).on("error", forget);
    this.#stderrTail = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-tailBytes);
    });
    return child;
  }

  #send(job: Job, onProgress: (progress: JobProgress) => void, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#jobs >= jobsPerProcess) this.close();
    this.#child ??= this.#start();
    this.#jobs += 1;
    const child = this.#child;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        child.off("message", onMessage).off("exit", onExit);
        signal?.removeEventListener("abort", onAbort);
        then();
      };
      const onMessage = (reply: JobReply) => {
        if (reply.id !== id) return;
        if ("progress" in reply) onProgress(reply.progress);
        else if ("result" in reply) settle(() => resolve(reply.result));
        else settle(() => reject(new ServerError(reply.failure.code, reply.failure.message, { cause: reply.failure })));
      };
      const died = (how: string) => {
        const tail = this.#stderrTail.trim().split("\n").slice(-5).join("\n");
        const message = `The training process ended early (${how}).${tail && `\n${tail}`}`;
        settle(() => reject(new ServerError("training_process_died", message)));
      };
      const onExit = (code: number | null, killedBy: string | null) => died(killedBy ?? `exit code ${code}`);
      const onAbort = () => {
        this.close();
        settle(() => reject(signal?.reason));
      };
      child.on("message", onMessage).on("exit", onExit);
      signal?.addEventListener("abort", onAbort);
      child.send({ id, home: this.#home, job } satisfies JobMessage, (error) => {
        if (error) died(error.message);
      });
    });
  }
}
