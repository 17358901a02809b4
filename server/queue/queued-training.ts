import type { Clock } from "../clock.ts";
import { ServerError, type ServerFailure, serverFailures } from "../errors.ts";
import type { StageProgress } from "../progress.ts";
import { engineVersion, evaluationKey } from "../training/evaluation-key.ts";
import type { CompressJob, Job, Report } from "../training/jobs.ts";
import type { Training } from "../training/pool.ts";
import type { Asked, Dispatcher, Lease, Outcome, Standing, Wanted } from "./contract.ts";
import type { Transport } from "./transport.ts";

const lookEveryMs = 1_000;
const defaultAnnounceEveryMs = 30_000;
/** After so long without a worker it is said that there is none. */
const sayAfterMs = 60_000;

/** What asking for evaluations needs. */
export interface Asking {
  asked: Asked;
  dispatcher: Dispatcher;
  /** Does the jobs that are no evaluations, here. */
  local: Training;
  device: string;
  /** Whose the evaluations are: the study's name. */
  askedBy: string;
  /** The name of the data set of a job's model. */
  datasetOf: (job: CompressJob) => Promise<string>;
  /** Whether the files of a model are here, as an outcome without them is worth nothing. */
  hasModel: (hash: string) => boolean;
  transport?: Transport | undefined;
  clock: Clock;
  /** How often all that waits is announced again; every half minute by default. */
  announceEveryMs?: number;
  /** Receives a sentence when nobody takes what waits. */
  say: (sentence: string) => void;
}

interface Waiting {
  wanted: Wanted;
  onProgress: Report | undefined;
  resolve: (outcome: Outcome) => void;
  reject: (reason: unknown) => void;
  waitedMs: number;
}

/**
 * Has evaluations computed by whoever takes them, and waits for what they commit; to a study it is
 * what trains. The truth is the record (`Asked`): what is announced may be lost, and is announced
 * again every half minute, when a worker was lost, and when the dispatcher begins anew.
 */
export class QueuedTraining implements Training {
  readonly device: string;
  readonly #o: Asking;
  readonly #waiting = new Map<string, Waiting>();
  readonly #underWay = new Map<string, Promise<Outcome>>();
  readonly #cancels = new Set<Promise<void>>();
  #looking = false;
  #wake: (() => void) | undefined;
  #announcedAt = Number.NEGATIVE_INFINITY;

  constructor(asking: Asking) {
    this.#o = asking;
    this.device = asking.device;
    asking.dispatcher.listen({
      settled: () => this.#wake?.(),
      lost: () => {
        this.#announcedAt = Number.NEGATIVE_INFINITY;
        this.#wake?.();
      },
    });
  }

  /**
   * Runs one job and resolves to its result; an evaluation wherever a worker takes it.
   *
   * @throws ServerError `scheme_refused` when the scheme can't run on the model.
   * @throws ServerError `scheme_poisonous` when the training died in every attempt.
   * @throws ServerError of the last attempt, where all failed; the signal's reason when that fires.
   */
  async run<Result, Asked extends { kind: string } = Job>(
    job: Asked,
    onProgress?: Report,
    signal?: AbortSignal,
  ): Promise<Result> {
    if (job.kind !== "compress") return await this.#o.local.run<Result, Asked>(job, onProgress, signal);
    const evaluation = job as unknown as CompressJob;
    const key = evaluationKey(evaluation, this.device);
    let outcome = this.#underWay.get(key);
    if (!outcome) {
      outcome = this.#evaluate(key, evaluation, onProgress, signal).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, outcome);
    }
    const ended = await outcome;
    if (ended.state === "refused") throw new ServerError("scheme_refused", ended.failure);
    return ended.result as Result;
  }

  /** How far an evaluation is, as a worker of this process says it; others say so when they renew. */
  readonly heard = ({ key }: Pick<Lease, "key">, progress: StageProgress): void => {
    this.#waiting.get(key)?.onProgress?.(progress);
  };

  /** Resolves when what was given up is recorded as cancelled. */
  async close(): Promise<void> {
    await Promise.all(this.#cancels);
  }

  async #evaluate(
    key: string,
    job: CompressJob,
    onProgress: Report | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    signal?.throwIfAborted();
    const { asked, askedBy, device, transport, hasModel } = this.#o;
    const models = [...new Set([job.model, job.original])];
    const [dataset, files] = await Promise.all([this.#o.datasetOf(job), transport?.send(models) ?? null]);
    const wanted: Wanted = { key, job, device, engine: engineVersion, dataset, files };
    let { state, token } = await asked.open(wanted, askedBy);
    if (state === "done") {
      const [standing] = await asked.standings([key]);
      const outcome = standing?.outcome && (await this.#received(standing.outcome));
      if (outcome?.state === "refused" || (outcome && (!("hash" in outcome.result) || hasModel(outcome.result.hash))))
        return outcome;
      ({ state, token } = await asked.open(wanted, askedBy, true));
    }
    signal?.throwIfAborted();
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.#waiting.set(key, { wanted, onProgress, resolve, reject, waitedMs: 0 });
    });
    if (state === "open") await this.#announce([{ key, token }]);
    const giveUp = () => {
      this.#waiting.get(key)?.reject(signal?.reason);
      // Where the graph is gone too, the evaluation stays open.
      const cancel = asked.cancel(key, askedBy).catch(() => {});
      this.#cancels.add(cancel);
    };
    signal?.addEventListener("abort", giveUp);
    if (signal?.aborted) giveUp();
    void this.#look();
    try {
      return await this.#received(await outcome);
    } finally {
      signal?.removeEventListener("abort", giveUp);
      this.#waiting.delete(key);
      this.#wake?.();
    }
  }

  /** An outcome whose model has been brought here, where it was computed elsewhere. */
  async #received(outcome: Outcome): Promise<Outcome> {
    const { transport } = this.#o;
    if (transport && outcome.state === "measured" && outcome.files) await transport.receive(outcome.files);
    return outcome;
  }

  /** Looks where evaluations stand until none is waited for. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#waiting.size > 0) {
        await this.#pause();
        if (this.#waiting.size === 0) break;
        const standings = await this.#o.asked.standings([...this.#waiting.keys()]);
        for (const standing of standings) this.#settle(standing);
        const unheld = standings.filter(({ waits, key }) => waits && this.#waiting.has(key));
        const { clock, announceEveryMs = defaultAnnounceEveryMs } = this.#o;
        const now = clock.now();
        const lost = unheld.filter(({ state }) => state === "leased");
        if (now - this.#announcedAt >= announceEveryMs) {
          this.#announcedAt = now;
          await this.#announce(unheld);
        } else await this.#announce(lost);
      }
    } catch (error) {
      for (const { reject } of this.#waiting.values()) reject(error);
    } finally {
      this.#looking = false;
    }
  }

  #settle({ key, state, outcome, failure, progress, waits, memoryMb }: Standing): void {
    const waiting = this.#waiting.get(key);
    if (!waiting) return;
    if (progress) waiting.onProgress?.(progress);
    if (state === "done" && outcome) waiting.resolve(outcome);
    else if (state === "failed" && failure) waiting.reject(failureOf(failure));
    waiting.waitedMs = waits ? waiting.waitedMs + lookEveryMs : 0;
    if (waiting.waitedMs === sayAfterMs) {
      const { device, dataset } = waiting.wanted;
      const memory = memoryMb > 0 ? ` and allows ${memoryMb} MB` : "";
      this.#o.say(`No worker takes an evaluation: it needs one of class ${device} that has ${dataset}${memory}.`);
    }
  }

  /** A dispatcher that can't be reached hears of it later. */
  async #announce(waiting: readonly Pick<Standing, "key" | "token">[]): Promise<void> {
    if (waiting.length > 0) await this.#o.dispatcher.announce(waiting).catch(() => {});
  }

  /** Resolves after a second, or when something may have changed. */
  async #pause(): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#o.clock.sleep(lookEveryMs, woken.signal).catch(() => {}); // woken
    this.#wake = undefined;
  }
}

function failureOf({ code, reason }: { code: string; reason: string }): ServerError {
  const own = code in serverFailures ? (code as ServerFailure) : "job_failed";
  const sentence = reason.replace(/\.$/, "");
  return new ServerError(own, own === "scheme_poisonous" ? `It was tried three times: ${sentence}.` : reason);
}
