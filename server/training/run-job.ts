import { BadInput } from "../errors.ts";
import { checkModel } from "./check.ts";
import { compress } from "./compress.ts";
import { measureCosts } from "./cost.ts";
import { exportStored } from "./export.ts";
import { importUserModel } from "./import.ts";
import {
  checkJob,
  compressJob,
  costJob,
  exportJob,
  importJob,
  type Job,
  type JobKind,
  type JobRequest,
  jobKind,
  measureJob,
  type Report,
  sensitivityJob,
  trainJob,
} from "./jobs.ts";
import { measure } from "./measure.ts";
import { measureSensitivity } from "./sensitivity.ts";
import { train } from "./train.ts";

/** What the training process does for the platform. */
export const trainingJobs: Record<Job["kind"], JobKind> = {
  train: jobKind(trainJob, train),
  compress: jobKind(compressJob, compress),
  measure: jobKind(measureJob, measure),
  import: jobKind(importJob, importUserModel),
  check: jobKind(checkJob, checkModel),
  costSheets: jobKind(costJob, measureCosts),
  sensitivity: jobKind(sensitivityJob, measureSensitivity),
  export: jobKind(exportJob, exportStored),
};

/**
 * Does one job of those that the process knows.
 *
 * @throws BadInput when the job is not among them.
 * @throws whatever the job throws.
 */
export async function runJob(
  jobs: Readonly<Record<string, JobKind>>,
  { job, home }: JobRequest,
  report: Report,
): Promise<unknown> {
  const kind = jobs[job.kind];
  if (!kind) throw new BadInput(`The training process knows no job "${job.kind}".`);
  return kind.run(kind.request.parse(job) as never, home, report);
}
