import { constants, getPriority, setPriority } from "node:os";
import { ServerError } from "../errors.ts";
import { failureOf } from "../failures.ts";
import { serve } from "../processes/serve.ts";
import type { StageProgress } from "../progress.ts";
import type { JobKind, JobRequest, Report } from "./jobs.ts";
import { runJob } from "./run-job.ts";

const reportEveryMs = 1_000;

/**
 * The inside of the training process: does its parent's jobs one at a time, and ends with it,
 * however it ended.
 */
export function serveJobs(jobs: Readonly<Record<string, JobKind>>): void {
  // Whoever answers people comes first; the threads that TensorFlow starts later inherit this.
  setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  serve<JobRequest, unknown, StageProgress>(async (request, { report }) => {
    try {
      return await runJob(
        jobs,
        request,
        seldom(report, () => performance.now()),
      );
    } catch (error) {
      throw jobError(error);
    }
  });
}

/** Passes on the first progress of each second, and the end of each stage. */
function seldom(report: Report, now: () => number): Report {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (now() - last < reportEveryMs && progress.done < 1) return;
    last = now();
    report(progress);
  };
}

/**
 * What a job threw, as its caller gets it: the caller's fault is refused in its own sentence, what
 * the system can't do (a full disk) is named, a defect keeps its stack.
 */
export function jobError(error: unknown): ServerError {
  const { message, stack, syscall, code } = error as NodeJS.ErrnoException;
  const failure = failureOf(error);
  if (failure?.code === "scheme_refused") return new ServerError("scheme_refused", message, { cause: error });
  if (!failure && syscall !== undefined)
    return new ServerError(
      "job_failed",
      code === "ENOSPC"
        ? `The disk is full, so nothing more can be stored under AUTOMC_HOME: make room there (${message}).`
        : `A file can't be read or written: ${message}.`,
      { cause: error },
    );
  if (!failure) return new ServerError("job_failed", stack ?? message, { cause: error });
  return new ServerError(failure.status < 500 ? "job_refused" : "job_failed", message, { cause: error });
}
