import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** How far set-up is. */
export interface Progress {
  /** The step under way, from 1. */
  step: number;
  /** How many steps there are. */
  of: number;
  title: string;
  /** Work done and in all, in `unit`; absent where a step can't be measured. */
  done?: number;
  total?: number;
  unit?: "bytes";
  secondsLeft?: number;
  /** Seconds the step took; set once, when it ends. */
  tookSeconds?: number;
}
export type Report = (progress: Progress) => void;

const stepCount = 5;

/**
 * A step's own report: how many bytes of how many are done, with the time left at the pace so far.
 */
export type StepReport = (doneBytes: number, totalBytes: number) => void;

/** Runs one step and reports its start, its progress and its end. */
export async function step<T>(report: Report, number: number, title: string, work: (tell: StepReport) => Promise<T>) {
  const base = { step: number, of: stepCount, title };
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  report(base);
  const result = await work((doneBytes, totalBytes) => {
    const done = Math.min(doneBytes, totalBytes);
    const secondsLeft = done > 0 ? (seconds() / done) * (totalBytes - done) : undefined;
    report({ ...base, done, total: totalBytes, unit: "bytes", ...(secondsLeft !== undefined && { secondsLeft }) });
  });
  report({ ...base, tookSeconds: seconds() });
  return result;
}

/** Reports the size of growing folders every half second while `work` runs. */
export async function whileGrowing<T>(folders: string[], totalBytes: number, tell: StepReport, work: () => Promise<T>) {
  const timer = setInterval(async () => {
    const bytes = await Promise.all(folders.map(folderBytes));
    tell(
      bytes.reduce((a, b) => a + b, 0),
      totalBytes,
    );
  }, 500);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Bytes of all files in a folder; files that vanish meanwhile, and a folder that is not there,
 * count 0.
 */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const bytes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        (file) => file.size,
        () => 0,
      ),
    );
  return (await Promise.all(bytes)).reduce((a, b) => a + b, 0);
}
