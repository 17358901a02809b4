import { failureOf } from "../failures.ts";
import { job as checked, type JobMessage, type JobProgress, type JobReply } from "./jobs.ts";
import { runJob } from "./run-job.ts";

/**
 * The inside of the training process: takes jobs from its parent one at a time and answers each.
 * It ends with its parent, however that ended.
 */
export function serveJobs(): void {
  let last = Promise.resolve();
  process.on("disconnect", () => process.exit(0));
  process.on("message", (message: JobMessage) => {
    last = last.then(() => answer(message));
  });
}

async function answer({ id, home, job }: JobMessage): Promise<void> {
  const reply = (message: JobReply) => void process.send?.(message);
  let told = 0;
  const report = (progress: JobProgress) => {
    if (performance.now() - told < 1_000 && progress.done < 1) return;
    told = performance.now();
    reply({ id, progress });
  };
  try {
    reply({ id, result: await runJob(checked.parse(job), home, report) });
  } catch (error) {
    reply({ id, failure: describeFailure(error) });
  }
}

/** The caller's fault is refused in its own sentence; a defect keeps its stack. */
function describeFailure(error: unknown): { code: "job_refused" | "job_failed"; message: string } {
  const { message, stack } = error as Error;
  const failure = failureOf(error);
  if (!failure) return { code: "job_failed", message: stack ?? message };
  return { code: failure.status < 500 ? "job_refused" : "job_failed", message };
}
