import { randomUUID } from "node:crypto";
import { hostname, totalmem } from "node:os";
import { join } from "node:path";
import { describeDatasets } from "../../../datasets/index.ts";
import type { WorkerAbilities } from "../../../graph/index.ts";
import { systemClock } from "../../clock.ts";
import { BadInput } from "../../errors.ts";
import { deviceClass } from "../../provision/device-class.ts";
import { ensureNative } from "../../provision/provision.ts";
import { showProvisioning } from "../../provision/report.ts";
import { BullDispatcher } from "../../queue/bullmq-dispatcher.ts";
import { transportOf } from "../../queue/evaluations.ts";
import { GraphLedger } from "../../queue/graph-ledger.ts";
import { checkRedis } from "../../queue/redis.ts";
import { work } from "../../queue/work.ts";
import { engineVersion } from "../../training/evaluation-key.ts";
import { TrainingPool } from "../../training/pool.ts";
import { TrainingProcess } from "../../training/process.ts";
import { inGraph, openSession, type Session } from "../session.ts";

/** The part of a machine's memory that evaluations may have together. */
const sharedMemory = 0.8;

/**
 * `automc worker`: computes evaluations that studies want, until SIGTERM or Ctrl-C. The first signal
 * lets it finish what it is at; the second gives that back, which counts as no attempt.
 *
 * @throws BadInput where no Redis is named.
 * @throws ServerError `queue_unusable` where Redis is not as it has to be.
 */
export async function worker(options: { redis?: string; places: number; memory?: number }): Promise<void> {
  const session = openSession();
  const { config, artifacts, progress } = session;
  const redis = options.redis ?? config.redis;
  if (redis === undefined)
    throw new BadInput(
      "Name the Redis that announces evaluations: automc worker --redis redis://host:6379, or set REDIS_URL.",
    );
  await checkRedis(redis);
  await ensureNative(config, showProvisioning(progress));
  const about = await abilities(session, options);
  const dispatcher = new BullDispatcher(redis, about.device, progress.line);
  const limits = { residentMegabytes: about.memoryMb };
  const processes = Array.from(
    { length: options.places },
    () => new TrainingProcess(config.home, config.environment, { attempts: 1, limits }),
  );
  const { drain, stop, release } = twoSignals(progress.line);
  try {
    await inGraph(session, async (graph) => {
      const sets = about.datasets?.join(", ") || "none";
      progress.line(
        `Worker ${about.owner}: class ${about.device}, ${options.places} at once, ${about.memoryMb} MB each, data sets: ${sets}.`,
      );
      const training = new TrainingPool(processes, about.device);
      const own = { dispatcher, training, worker: about, places: options.places, clock: systemClock };
      const transport = transportOf(config, artifacts);
      await work({ ...own, ledger: new GraphLedger(graph), transport, say: progress.line }, drain, stop);
    });
  } finally {
    for (const each of processes) each.close();
    await dispatcher.close();
    release();
  }
}

async function abilities(
  { config }: Session,
  { places, memory }: { places: number; memory?: number },
): Promise<WorkerAbilities> {
  const sets = await describeDatasets({ home: join(config.home, "datasets") });
  return {
    owner: `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`,
    device: await deviceClass(config),
    engine: engineVersion,
    memoryMb: memory ?? Math.floor((sharedMemory * totalmem()) / 1e6 / places),
    datasets: sets.filter(({ present }) => present).map(({ name }) => name),
  };
}

/** Signals that fire with the first and the second SIGTERM or Ctrl-C. */
function twoSignals(say: (sentence: string) => void) {
  const [drain, stop] = [new AbortController(), new AbortController()];
  const onSignal = () => {
    if (drain.signal.aborted) return stop.abort(new Error("Told to stop."));
    say("Ends after what it is at; once more gives that back at once.");
    drain.abort(new Error("Told to end."));
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  const release = () => void process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
  return { drain: drain.signal, stop: stop.signal, release };
}
