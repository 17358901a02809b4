import type { WorkerAbilities } from "../../graph/index.ts";
import type { Dispatcher, Ledger } from "./contract.ts";
import { type Holder, holdLease } from "./hold-lease.ts";

const pauseAfterFailureMs = 1_000;

/** What a worker is made of. */
export interface Work extends Holder {
  ledger: Ledger;
  dispatcher: Dispatcher;
  worker: WorkerAbilities;
  /** How many evaluations at once. */
  places: number;
  /** Receives a sentence for each evaluation, and for what went wrong. */
  say?: (sentence: string) => void;
}

/**
 * Takes evaluations that fit and computes them, until `drain` fires: those under way are finished
 * then, unless `stop` fires too, which kills them and gives them back.
 */
export async function work(o: Work, drain: AbortSignal, stop: AbortSignal): Promise<void> {
  const { ledger, dispatcher, worker, places, clock, say } = o;
  const each = async (key: string | undefined) => {
    try {
      const lease = await ledger.lease(worker, key, drain);
      if (lease === undefined) return "ended";
      if (lease === "unfit") return lease;
      const began = clock.now();
      const about = `${lease.key.slice(0, 12)} (${lease.job.scheme.join(" -> ")})`;
      const ended = await holdLease(o, lease, stop);
      say?.(`${about}: ${ended} after ${((clock.now() - began) / 1000).toFixed(1)} s`);
    } catch (error) {
      if (drain.aborted) return "ended";
      say?.(`${(error as Error).message.split("\n")[0]}`);
      await clock.sleep(pauseAfterFailureMs, drain).catch(() => {}); // told to end
    }
    return "ended";
  };
  await dispatcher.work(places, each, drain);
}
