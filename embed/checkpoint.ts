import { createHash } from "node:crypto";
import type { LearningState, RandomSources } from "./algorithm.ts";
import { EmbedError } from "./errors.ts";
import type { LinkPrediction } from "./evaluate.ts";
import type { EmbedSettings } from "./options.ts";

/** "learn" on the triples that are not held out, then "refit" on all. */
export type Phase = "learn" | "refit";

/** The record of an epoch. */
export interface EpochLog {
  phase: Phase;
  /** From 1, in its phase. */
  epoch: number;
  /** Adam's rate for TransR. */
  rate: number;
  /** Mean ranking loss; 0 where the graph is excluded. */
  loss: number;
  /** Equation 3 at the epoch's last pass; 0 where experience is excluded. */
  experienceLoss: number;
  /** Filtered ranks of the validation triples, where they were measured. */
  validation?: { mrr: number; hitsAt10: number };
}

/** The state that ranked the validation triples best so far. */
export interface Best {
  mrr: number;
  state: LearningState;
}

/**
 * The state of learning after an epoch: plain numbers and names, enough to continue as if it had
 * never stopped.
 */
export interface Checkpoint {
  /** What is learned, see `learningKey`. */
  of: string;
  phase: Phase;
  state: LearningState;
  best: Best | null;
  log: EpochLog[];
  /** Ranks of the held-out triples, from the end of the first phase on. */
  ranked: LinkPrediction | null;
}

/** Where checkpoints are stored. What it loads must equal what was saved, bit for bit. */
export interface CheckpointStore {
  /** The last one, or undefined. */
  load(): Promise<Checkpoint | undefined>;
  /**
   * Called after every epoch. The next epoch changes the object, so it must be written, or copied,
   * before this resolves.
   */
  save(checkpoint: Checkpoint): Promise<void>;
}

/**
 * Increases when the content of a checkpoint, or the way an epoch runs, changes; a store that
 * outlives a version keeps the formats apart.
 */
export const checkpointFormat = 5;

/**
 * A hash over what is learned from, the options, and the random source: the same key, the same
 * vectors.
 */
export function learningKey(dataHash: string, o: EmbedSettings, random: RandomSources): string {
  return createHash("sha256")
    .update(JSON.stringify([checkpointFormat, dataHash, o, random("checkpoint")()]))
    .digest("hex");
}

/**
 * The stored checkpoint, if there is one.
 *
 * @throws EmbedError `bad_checkpoint` when it was made from other input: continuing from it would
 *   lead to other vectors
 */
export async function loadCheckpoint(store: CheckpointStore | undefined, key: string): Promise<Checkpoint | undefined> {
  const found = await store?.load();
  if (found && found.of !== key) {
    const advice = "remove it to start from scratch, or learn with what it was made with";
    throw new EmbedError(
      "bad_checkpoint",
      `The checkpoint was made with other knowledge, options or another seed; ${advice}.`,
    );
  }
  return found;
}
