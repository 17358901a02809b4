import type { JobMessage, JobProgress, JobReply } from "./jobs.ts";
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
    if (performance.now() - told < 200 && progress.done < 1) return;
    told = performance.now();
    reply({ id, progress });
  };
  try {
    reply({ id, result: await runJob(job, home, report) });
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    reply({ id, failure: { name, code: code ?? "unexpected", message } });
  }
}
