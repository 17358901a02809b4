import type { Progress, Task } from "../progress.ts";
import type { Report } from "./progress.ts";

/**
 * Shows the steps of set-up, each with what is done of it; nothing at all when there is nothing to
 * do.
 */
export function showProvisioning(progress: Progress): Report {
  let task: Task | undefined;
  return ({ step, of, title, done, total, tookSeconds }) => {
    task ??= progress.begin(`set-up ${step}/${of}: ${title}`, 1);
    if (done !== undefined && total) task.update(done / total, `${megabytes(done)} of ${megabytes(total)} MB`);
    if (tookSeconds === undefined) return;
    task.end();
    task = undefined;
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
