import type { Environment } from "../config.ts";
import type { Job, Report } from "./jobs.ts";
import { TrainingProcess } from "./process.ts";

/** Does one job of the training process. */
export type RunTraining = <Result>(job: Job, report: Report, signal: AbortSignal) => Promise<Result>;

/**
 * Does jobs each in a training process of its own, which ends with the job: between jobs a server holds no memory for
 * TensorFlow.
 */
export function trainingLane(home: string, environment: Environment): RunTraining {
  return async (job, report, signal) => {
    const training = new TrainingProcess(home, environment);
    try {
      return await training.run(job, report, signal);
    } finally {
      training.close();
    }
  };
}
