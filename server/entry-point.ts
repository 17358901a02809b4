import { fileURLToPath } from "node:url";

/** What runs in a process of its own, or in a thread of its own: a reader. */
export type WorkerName = "training" | "papers" | "study" | "reader";

/** A file to start a process with, and its arguments. */
export interface WorkerEntry {
  file: string;
  args: string[];
}

/** How the process that runs a worker is started. */
export function workerEntry(name: WorkerName): WorkerEntry {
  return { file: fileURLToPath(new URL("./process.mjs", import.meta.url)), args: [name] };
}
