import { readFileSync } from "node:fs";

/** Whether a process is there and has not ended: one that ended may wait for its parent to notice. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
