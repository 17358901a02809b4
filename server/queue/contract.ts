import type { WorkerAbilities } from "../../graph/index.ts";
import type { ServerFailure } from "../errors.ts";
import type { StageProgress } from "../progress.ts";
import type { CompressJob, CompressResult, PrunedResult } from "../training/jobs.ts";

/** How many attempts at an evaluation are begun; one that ends them all is never tried again. */
export const mostAttempts = 3;

/** How long a worker that says nothing keeps an evaluation. It renews three times as often. */
export const leaseMs = 15_000;

/** The files of a model by their names, each by its SHA-256: what an artifact store has them under. */
export type ModelFiles = Record<string, string>;

/** An evaluation that somebody wants. */
export interface Wanted {
  key: string;
  job: CompressJob;
  device: string;
  engine: number;
  /** The name of the data set that the worker has to have. */
  dataset: string;
  /** Where the models that it begins with are stored; null where askers and workers share AUTOMC_HOME. */
  files: ModelsOnTheMove | null;
}

/** Files of models, by the models' hashes. */
export type ModelsOnTheMove = Record<string, ModelFiles>;

/** An evaluation in the hands of one worker, until it says nothing for too long. */
export interface Lease {
  key: string;
  /** Shown with every renewal and with the commit; a later lease has a larger one. */
  token: number;
  /** The how manieth attempt it is. */
  attempts: number;
  job: CompressJob;
  files: ModelsOnTheMove | null;
}

/** What an evaluation came to: figures, or why its scheme can't run on the model. */
export type Outcome =
  | { state: "measured"; result: CompressResult | PrunedResult; files: ModelsOnTheMove | null }
  | { state: "refused"; failure: string };

/** Why an attempt came to nothing. */
export interface Setback {
  reason: string;
  code: ServerFailure;
  /** Whether another attempt would end the same way. */
  final: boolean;
  /** Megabytes that a worker must allow, where this one's were too few. */
  needsMb?: number;
}

/**
 * The workers' side of the one record of evaluations, which is in the graph: each is computed at
 * least once and committed at most once, whoever dies or comes back late.
 */
export interface Ledger {
  /**
   * Takes an evaluation: the one of this key, or without a key any that fits, which may be waited for
   * until `signal` fires. `unfit` is one that waits for another worker; undefined where it is
   * somebody else's, has ended, or there is none.
   */
  lease(worker: WorkerAbilities, key?: string, signal?: AbortSignal): Promise<Lease | "unfit" | undefined>;
  /** Keeps it, and says how far it is. `lost`: it is another's by now; `cancelled`: nobody wants it. */
  renew(lease: Lease, progress?: StageProgress): Promise<"held" | "cancelled" | "lost">;
  /** Writes the outcome; false where the lease was lost, and nothing was written. */
  commit(lease: Lease, outcome: Outcome): Promise<boolean>;
  /** Lets go of it: only not finished, which counts as no attempt, or for a reason. */
  giveBack(lease: Lease, setback?: Setback): Promise<void>;
}

/** Where an evaluation stands. */
export interface Standing {
  key: string;
  state: "open" | "leased" | "done" | "failed" | "cancelled";
  /** Grows with every lease. */
  token: number;
  /** Whether a worker is to be found: nobody has it, or whoever had it was lost. */
  waits: boolean;
  outcome: Outcome | null;
  failure: { code: string; reason: string } | null;
  progress: StageProgress | null;
  /** Megabytes that a worker has to allow; 0 where nothing is known. */
  memoryMb: number;
}

/** The askers' side of the same record. */
export interface Asked {
  /** Wants an evaluation; with `again` also one that is done, whose model is gone. */
  open(wanted: Wanted, askedBy: string, again?: boolean): Promise<Pick<Standing, "state" | "token">>;
  /** Does not want it any more; its worker ends it when it renews next, where nobody else wants it. */
  cancel(key: string, askedBy: string): Promise<void>;
  standings(keys: readonly string[]): Promise<Standing[]>;
}

/** An evaluation as a dispatcher knows it. */
export type Announced = Pick<Standing, "key" | "token">;

/**
 * Tells workers what waits. It holds no truth: what it says twice is leased once, and what it forgot
 * is announced again.
 */
export interface Dispatcher {
  announce(waiting: readonly Announced[]): Promise<void>;
  /**
   * Calls `each` for what is announced, at most `places` at once, until `stop` fires; resolves when
   * the last of them has ended. What is `unfit` is offered to others.
   */
  work(places: number, each: (key: string | undefined) => Promise<"ended" | "unfit">, stop: AbortSignal): Promise<void>;
  /**
   * From now on `settled` hears of keys that have an outcome, sooner than one who looks, and `lost`
   * that what was announced may be gone.
   */
  listen(heard: { settled: (key: string) => void; lost: () => void }): void;
  close(): Promise<void>;
}
