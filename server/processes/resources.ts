import { readFileSync } from "node:fs";

/** What one of our processes may use; it is ended when it uses more. */
export interface ResourceLimits {
  /** Megabytes of memory that it holds, in JavaScript's heap or outside. */
  residentMegabytes?: number;
  /** Seconds of processor time, all threads together. */
  processorSeconds?: number;
}

const lookEveryMs = 250;
const pageBytes = 4096;
const ticksPerSecond = 100;

/**
 * Looks four times a second at what a process uses, from outside, and calls `over` once with a few
 * words when that is more than it may. Returns what stops the looking.
 */
export function watchResources(pid: number, limits: ResourceLimits, over: (why: string) => void): () => void {
  const { residentMegabytes = Number.POSITIVE_INFINITY, processorSeconds = Number.POSITIVE_INFINITY } = limits;
  const look = () => {
    const used = usedBy(pid);
    if (used === undefined) return clearInterval(timer);
    const why =
      used.residentMegabytes > residentMegabytes
        ? `it needed more than ${residentMegabytes} MB`
        : used.processorSeconds > processorSeconds
          ? `it needed more than ${processorSeconds} s of processor time`
          : undefined;
    if (why === undefined) return;
    clearInterval(timer);
    over(why);
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** What a process uses; undefined when it is gone, or where the system does not say. */
function usedBy(pid: number): Required<ResourceLimits> | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command's name in parentheses, which may itself hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { residentMegabytes: (pages * pageBytes) / 1e6, processorSeconds: ticks / ticksPerSecond };
  } catch {
    return undefined;
  }
}
