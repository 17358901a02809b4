import type { WorkerName } from "./entry-point.ts";

/**
 * What each of our processes runs, put together from the rooms; a worker's own code is loaded when
 * it is started.
 */
const workers: Record<WorkerName, () => Promise<void>> = {
  reader: async () => (await import("./provision/reader.ts")).serveReader(),
  papers: async () => (await import("./papers/worker.ts")).serveReading(),
  study: async () => (await import("./study/worker.ts")).serveStudy(),
  training: async () => {
    const { serveJobs } = await import("./training/worker.ts");
    const { trainingJobs } = await import("./training/run-job.ts");
    const { benchJobs } = await import("./bench/jobs.ts");
    serveJobs({ ...trainingJobs, ...benchJobs });
  },
};

/** Makes this process the worker of that name, until its parent ends it. */
export async function startWorker(name: WorkerName): Promise<void> {
  await workers[name]();
}
