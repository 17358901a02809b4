import type { Experience } from "../graph/index.ts";
import { EmbedError } from "./errors.ts";

/**
 * Checks experience, and sorts it, so that sums are the same in whatever order it was read.
 *
 * @throws EmbedError `bad_experience` when a figure is not usable; the message names method, source
 *   and fault
 */
export function readExperience(rows: readonly Experience[]): Experience[] {
  for (const { methodId, task, ar, pr, share, source } of rows) {
    const { accuracy, ...counts } = task;
    const fault =
      (!Number.isFinite(ar) && "ar is not a finite number") ||
      (!Number.isFinite(pr) && "pr is not a finite number") ||
      (!Number.isFinite(share) && "share is not a finite number") ||
      (accuracy !== null && !Number.isFinite(accuracy) && "the task's accuracy is neither a number nor null") ||
      (!Object.values(counts).every((count) => count === null || (count > 0 && Number.isFinite(count))) &&
        "a count of the task is not positive");
    if (fault)
      throw new EmbedError(
        "bad_experience",
        `The result of ${methodId} in ${source} cannot be learned from: ${fault}.`,
      );
  }
  const keyed = rows.map(
    (row) => [JSON.stringify([row.methodId, row.source, row.task, row.ar, row.pr, row.share]), row] as const,
  );
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}
