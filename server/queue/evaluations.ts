import { randomUUID } from "node:crypto";
import type { Graph } from "../../graph/index.ts";
import { FolderBlobs } from "../artifacts/blobs.ts";
import { readModel } from "../artifacts/model.ts";
import { modelHash } from "../artifacts/model-hash.ts";
import { Artifacts } from "../artifacts/store.ts";
import { systemClock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Progress } from "../progress.ts";
import { ensureNative } from "../provision/provision.ts";
import { showProvisioning } from "../provision/report.ts";
import { engineVersion } from "../training/evaluation-key.ts";
import { type Training, TrainingPool } from "../training/pool.ts";
import { TrainingProcess } from "../training/process.ts";
import { BlobTransport } from "./blob-transport.ts";
import { BullDispatcher } from "./bullmq-dispatcher.ts";
import type { Dispatcher } from "./contract.ts";
import { GraphLedger } from "./graph-ledger.ts";
import { LocalDispatcher } from "./local-dispatcher.ts";
import { QueuedTraining } from "./queued-training.ts";
import { checkRedis } from "./redis.ts";
import type { Transport } from "./transport.ts";
import { work } from "./work.ts";

/** Where a study's evaluations are computed. */
export interface Evaluations {
  config: Config;
  graph: Graph;
  progress: Progress;
  /** The study's name. */
  askedBy: string;
  /** The class of device that computes them. */
  device: string;
  /** How many at once here; none where others compute them. */
  workers: number;
  /** Whether they are computed here, although there is a Redis. */
  here: boolean;
}

/**
 * Does `work` with what computes evaluations: processes of this machine, or, where there is a Redis
 * (REDIS_URL), the workers that listen to it. Either way each is recorded in the graph, leased,
 * and committed once.
 *
 * @throws ServerError `queue_unusable` where Redis is not as it has to be.
 * @throws ServerError `missing_tool` or `provisioning_failed` where native TensorFlow can't be set up.
 * @throws whatever `body` throws.
 */
export async function withEvaluations<T>(o: Evaluations, body: (training: Training) => Promise<T>): Promise<T> {
  const { config, graph, progress, askedBy, device } = o;
  const artifacts = new Artifacts(config.home);
  const elsewhere = o.here ? undefined : config.redis;
  if (elsewhere !== undefined) await checkRedis(elsewhere);
  await ensureNative(config, showProvisioning(progress));
  const ledger = new GraphLedger(graph);
  const dispatcher: Dispatcher =
    elsewhere === undefined ? new LocalDispatcher() : new BullDispatcher(elsewhere, device, progress.line);
  const places = elsewhere === undefined ? o.workers : 1;
  const processes = Array.from(
    { length: places },
    () => new TrainingProcess(config.home, config.environment, { attempts: 1 }),
  );
  const training = new TrainingPool(processes, device);
  const queued = new QueuedTraining({
    ...{ asked: ledger, dispatcher, local: training, device, askedBy, clock: systemClock, say: progress.line },
    datasetOf: async (job) => (await readModel(artifacts, job.original)).card.dataset.name,
    ...(elsewhere !== undefined && { transport: transportOf(config, artifacts) }),
    hasModel: (hash) => artifacts.hasModel(modelHash.parse(hash)),
  });
  const ended = new AbortController();
  const worker = {
    ...{ owner: `${askedBy} ${process.pid} ${randomUUID().slice(0, 8)}`, device, engine: engineVersion },
    ...{ memoryMb: Number.MAX_SAFE_INTEGER, datasets: null },
  };
  const own = { ledger, dispatcher, training, worker, places, clock: systemClock };
  const onProgress = queued.heard;
  const working =
    elsewhere === undefined ? work({ ...own, onProgress }, ended.signal, ended.signal) : Promise.resolve();
  try {
    return await body(queued);
  } finally {
    await queued.close();
    ended.abort();
    await working;
    await dispatcher.close();
    for (const each of processes) each.close();
  }
}

/** How models get to workers that do not share this AUTOMC_HOME; undefined where all share it. */
export function transportOf(config: Config, artifacts: Artifacts): Transport | undefined {
  return config.artifacts === undefined ? undefined : new BlobTransport(artifacts, new FolderBlobs(config.artifacts));
}
