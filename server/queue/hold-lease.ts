import type { Clock } from "../clock.ts";
import { ServerError, type ServerFailure, serverFailures } from "../errors.ts";
import type { StageProgress } from "../progress.ts";
import type { CompressResult, PrunedResult } from "../training/jobs.ts";
import type { Training } from "../training/pool.ts";
import { type Lease, type Ledger, leaseMs, type Outcome, type Setback } from "./contract.ts";
import type { Transport } from "./transport.ts";

/** What a worker computes evaluations with. */
export interface Holder {
  ledger: Ledger;
  training: Training;
  clock: Clock;
  /** How models get here and away; absent where the askers' AUTOMC_HOME is this one's. */
  transport?: Transport | undefined;
  /** How long a lease lasts; it is renewed after a third of it. */
  forMs?: number;
  onProgress?: (lease: Lease, progress: StageProgress) => void;
}

/** Why a lease ended before its evaluation did. */
class LeaseEnded extends Error {
  override readonly name = "LeaseEnded";
}

/**
 * Computes an evaluation and commits its outcome, and keeps the lease meanwhile: it is renewed here,
 * in a process that the training does not block. Where the lease is lost, or nobody wants the
 * evaluation any more, or `signal` fires, the training is killed and nothing is committed.
 *
 * Resolves to what became of it; a failure of the evaluation is recorded with it, never thrown.
 */
export async function holdLease(
  { ledger, training, clock, transport, forMs = leaseMs, onProgress }: Holder,
  lease: Lease,
  signal: AbortSignal,
): Promise<"committed" | "lost" | "given back"> {
  const over = new AbortController();
  const ended = new AbortController();
  let progress: StageProgress | undefined;
  let lost = false;
  const keep = async () => {
    while (!ended.signal.aborted) {
      await clock.sleep(forMs / 3, ended.signal).catch(() => {}); // woken by the end
      if (ended.signal.aborted) return;
      // One that can't be sent is sent again: the lease is lost only when another worker has it.
      const held = await ledger.renew(lease, progress).catch(() => "held" as const);
      if (held === "held") continue;
      lost = held === "lost";
      over.abort(new LeaseEnded(`The evaluation was ${held}.`));
      return;
    }
  };
  const keeping = keep();
  const stop = AbortSignal.any([signal, over.signal]);
  try {
    const outcome = await compute();
    return (await ledger.commit(lease, outcome)) ? "committed" : "lost";
  } catch (error) {
    if (lost) return "lost";
    await ledger.giveBack(lease, stop.aborted ? undefined : setbackOf(error));
    return "given back";
  } finally {
    ended.abort();
    await keeping;
  }

  async function compute(): Promise<Outcome> {
    const report = (said: StageProgress) => {
      progress = said;
      onProgress?.(lease, said);
    };
    try {
      if (transport && lease.files) await transport.receive(lease.files);
      const result = await training.run<CompressResult | PrunedResult>(lease.job, report, stop);
      const files = transport && "hash" in result ? await transport.send([result.hash]) : null;
      return { state: "measured", result, files };
    } catch (error) {
      if (error instanceof ServerError && error.code === "scheme_refused")
        return { state: "refused", failure: error.message };
      throw error;
    }
  }
}

/**
 * What an attempt's failure means: what the asker has to mend is final, a training that died may be
 * the scheme's fault, and anything else may be this machine's.
 */
function setbackOf(error: unknown): Setback {
  const { message } = error as Error;
  const code = error instanceof ServerError ? error.code : "job_failed";
  if (code === "training_process_died") {
    const tooLarge = /it needed more than (\d+) MB/.exec(message)?.[1];
    return {
      ...{ reason: message, code: "scheme_poisonous", final: false },
      ...(tooLarge && { needsMb: Number(tooLarge) + 1 }),
    };
  }
  const row: { status: number } = serverFailures[code as ServerFailure];
  return { reason: message || "The training failed without a word", code, final: row.status < 500 };
}
