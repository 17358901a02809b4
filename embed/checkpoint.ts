import { createHash } from "node:crypto";
import type { LearningState, RandomSources } from "./algorithm.ts";
import { EmbedError } from "./errors.ts";
import type { LinkPrediction } from "./evaluate.ts";
import type { EmbedSettings } from "./options.ts";

/** "learn" on the triples that are not held out, then "refit" on all. */
export type Phase = "learn" | "refit";

/** What is noted of an epoch. */
export interface EpochLog {
  phase: Phase;
  /** From 1, in its phase. */
  epoch: number;
  /** Adam's rate for TransR. */
  rate: number;
  /** Mean ranking loss; 0 where the graph is left out. */
  loss: number;
  /** Equation 3 at the epoch's last pass; 0 where experience is left out. */
  experienceLoss: number;
  /** Filtered ranks of the validation triples, where they were measured. */
  validation?: { mrr: number; hitsAt10: number };
}

/** The state that ranked the validation triples best so far. */
export interface Best {
  mrr: number;
  state: LearningState;
}

/** Where learning stands after an epoch: plain numbers and names, all it takes to go on as if it had never stopped. */
export interface Checkpoint {
  /** What is learnt, see `learningKey`. */
  of: string;
  phase: Phase;
  state: LearningState;
  best: Best | null;
  log: EpochLog[];
  /** Ranks of the held-out triples, from the end of the first phase on. */
  ranked: LinkPrediction | null;
}

/** Where checkpoints are kept; handed in. What it gives back must equal what it was given, bit for bit. */
export interface CheckpointStore {
  /** The last one, or undefined. */
  load(): Promise<Checkpoint | undefined>;
  /** Called after every epoch. The next epoch changes what was handed over, so it must be written, or copied, by then. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/** Changes when what is kept in a checkpoint, or how an epoch runs, changes; a store that outlives a version keeps those of each apart. */
export const checkpointFormat = 4;

/** A hash over what is learnt from, the options, and the random source: the same key, the same vectors. */
export function learningKey(dataHash: string, o: EmbedSettings, random: RandomSources): string {
  return createHash("sha256")
    .update(JSON.stringify([checkpointFormat, dataHash, o, random("checkpoint")()]))
    .digest("hex");
}

/** The stored checkpoint, if there is one. Throws `bad_checkpoint` where it is of something else: going on from it would give other vectors. */
export async function loadCheckpoint(store: CheckpointStore | undefined, key: string): Promise<Checkpoint | undefined> {
  const found = await store?.load();
  if (found && found.of !== key) {
    const advice = "remove it to start anew, or learn with what it was made with";
    throw new EmbedError("bad_checkpoint", `The checkpoint is of other knowledge, options or another seed; ${advice}.`);
  }
  return found;
}
