import { Worker } from "node:worker_threads";

/**
 * Ends this process when its parent is gone, `patienceMs` after that, although work may block its
 * event loop: a thread of its own looks twice a second.
 */
export function endWithParent(patienceMs: number): void {
  new Worker(looking, { eval: true, workerData: { parent: process.ppid, patienceMs } }).unref();
}

// Plain JavaScript, so that it starts whatever this process was compiled from.
const looking = `
  const { parent, patienceMs } = require("node:worker_threads").workerData;
  setInterval(() => {
    if (process.ppid === parent) return;
    setTimeout(() => process.kill(process.pid, "SIGKILL"), patienceMs);
  }, 500);
`;
