import { hashOf } from "../artifacts/content-hash.ts";
import type { Config } from "../config.ts";
import type { Progress } from "../progress.ts";
import { deviceClass } from "../provision/device-class.ts";
import { ensureNative } from "../provision/provision.ts";
import { showProvisioning } from "../provision/report.ts";
import type { Job, Report } from "./jobs.ts";
import { TrainingProcess } from "./process.ts";

/** What runs training jobs: one process, or several, or workers elsewhere. */
export interface Training extends Pick<TrainingProcess, "run"> {
  /** The class of device that computes them (see `deviceClass`), where that is known. */
  readonly device?: string;
}

/**
 * Several that train behind one: each takes the next job when it is free, in the order in which jobs
 * came. Jobs that are alike, as the first step that two schemes share, run once, and all who asked
 * have the answer.
 *
 * A job's result does not depend on which of them ran it, or how many there are.
 */
export class TrainingPool implements Training {
  readonly #free: Training[];
  readonly #waiting: ((free: Training) => void)[] = [];
  readonly #underWay = new Map<string, Promise<unknown>>();

  readonly device?: string;

  /** @param members at least one, all of one device */
  constructor(members: readonly Training[], device?: string) {
    this.#free = [...members];
    if (device !== undefined) this.device = device;
  }

  /** Runs one job and resolves to its result; throws what `TrainingProcess.run` throws. */
  run<Result, Asked extends { kind: string } = Job>(
    job: Asked,
    onProgress?: Report,
    signal?: AbortSignal,
  ): Promise<Result> {
    const key = hashOf(job);
    const known = this.#underWay.get(key);
    if (known) return known as Promise<Result>;
    const result = this.#runOnOne<Result, Asked>(job, onProgress, signal).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, result);
    return result;
  }

  async #runOnOne<Result, Asked extends { kind: string }>(
    job: Asked,
    onProgress: Report | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const member = this.#free.shift() ?? (await new Promise<Training>((resolve) => this.#waiting.push(resolve)));
    try {
      return await member.run<Result, Asked>(job, onProgress, signal);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(member);
      else this.#free.push(member);
    }
  }
}

/**
 * Does `work` with so many processes that train, which are ended afterwards. Sets up native
 * TensorFlow where that is missing.
 *
 * @throws ServerError `missing_tool` or `provisioning_failed` when that can't be done.
 * @throws whatever `work` throws.
 */
export async function withTrainingPool<T>(
  config: Config,
  progress: Progress,
  workers: number,
  work: (training: Training) => Promise<T>,
): Promise<T> {
  await ensureNative(config, showProvisioning(progress));
  const processes = Array.from({ length: workers }, () => new TrainingProcess(config.home, config.environment));
  try {
    return await work(new TrainingPool(processes, await deviceClass(config)));
  } finally {
    for (const each of processes) each.close();
  }
}
