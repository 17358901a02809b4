import type { Environment } from "../config.ts";
import { workerEntry } from "../entry-point.ts";
import { ServerError } from "../errors.ts";
import { Child, ChildDied, ChildFailure } from "../processes/child.ts";
import type { ResourceLimits } from "../processes/resources.ts";
import type { StageProgress } from "../progress.ts";
import { trainingEnvironment } from "../provision/provision.ts";
import type { Job, JobRequest, Report } from "./jobs.ts";

/**
 * After so many jobs the process is replaced: TensorFlow keeps 1.5 to 2 MB of every compiled graph.
 */
export const jobsPerProcess = 40;

/**
 * Trains in a process of its own: a training step blocks its event loop, and what TensorFlow leaks
 * or crashes must not reach the study. Jobs run one after another; a process that dies takes only
 * the job in flight with it, which is tried again in a new one.
 */
export class TrainingProcess {
  #child: Child | undefined;
  #jobs = 0;
  readonly #home: string;
  readonly #environment: Environment;
  readonly #attempts: number;
  readonly #limits: ResourceLimits;

  /**
   * `home` is AUTOMC_HOME: the models and data sets are below it. A job whose process died is tried
   * `attempts` times in all.
   */
  constructor(
    home: string,
    environment: Environment,
    { attempts = 2, limits = {} }: { attempts?: number; limits?: ResourceLimits } = {},
  ) {
    this.#home = home;
    this.#environment = trainingEnvironment(environment);
    this.#attempts = attempts;
    this.#limits = limits;
  }

  /**
   * Runs one job and resolves to its result. Aborting kills the process, as a step can't be
   * interrupted from outside.
   *
   * @throws ServerError `scheme_refused` when an operator can't do its step on the model,
   * `job_refused` or `job_failed` when something else fails, with its sentence.
   * @throws ServerError `training_process_died` when the process was lost each time.
   * @throws the signal's reason when that fires.
   */
  async run<Result, Asked extends { kind: string } = Job>(
    job: Asked,
    onProgress: Report = () => {},
    signal?: AbortSignal,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted(); // before a process is started for it
      try {
        const request: JobRequest = { home: this.#home, job };
        return await this.#ready().ask<Result, StageProgress>(request, { onProgress, signal });
      } catch (error) {
        if (error instanceof ChildFailure) throw failureOfJob(error);
        if (!(error instanceof ChildDied)) throw error;
        if (attempt === this.#attempts || signal?.aborted) throw deathOf(error);
      }
    }
  }

  /** Ends the process; the next job gets a new one. */
  close(): void {
    this.#child?.kill();
    this.#child = undefined;
  }

  /**
   * A process that can take a job: the present one, or a new one where that died or did as many as
   * it may.
   */
  #ready(): Child {
    if (this.#jobs >= jobsPerProcess) this.close();
    if (!this.#child?.isAlive) {
      this.#child = new Child(workerEntry("training"), { environment: this.#environment, limits: this.#limits });
      this.#jobs = 0;
    }
    this.#jobs += 1;
    return this.#child;
  }
}

function failureOfJob(failure: ChildFailure): ServerError {
  const code = failure.code === "scheme_refused" || failure.code === "job_refused" ? failure.code : "job_failed";
  return new ServerError(code, failure.message, { cause: failure });
}

function deathOf(death: ChildDied): ServerError {
  const message = `The training process ended early (${death.how}).${death.tail && `\n${death.tail}`}`;
  return new ServerError("training_process_died", message, { cause: death });
}
