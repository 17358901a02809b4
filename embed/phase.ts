import { setImmediate } from "node:timers/promises";
import { type Lessons, type RandomSources, runEpoch } from "./algorithm.ts";
import type { Checkpoint, CheckpointStore, Phase } from "./checkpoint.ts";
import type { RankSummary } from "./evaluate.ts";
import type { EmbedSettings } from "./options.ts";
import type { TransR } from "./transr.ts";

/** Progress of learning. */
export interface EmbedProgress {
  phase: Phase;
  /** Epochs done and planned, over both phases; the plan shrinks when training stops early. */
  epoch: number;
  epochs: number;
  /** Mean ranking loss of the epoch; 0 where the graph is excluded. */
  loss: number;
  /** Equation 3 at the epoch's last pass; 0 where experience is excluded. */
  experienceLoss: number;
  /** Filtered ranks of the validation triples, where the epoch was measured. */
  validation?: { mrr: number; hitsAt10: number };
  /** Duration of the epoch, without the measurement. */
  seconds: number;
  /** Time left at the mean pace since this process began. */
  secondsLeft: number;
}

/**
 * What learning receives: randomness, and optionally a receiver of progress, a signal to stop, and
 * a store of checkpoints.
 */
export interface EmbedContext {
  random: RandomSources;
  report?: (progress: EmbedProgress) => void;
  /** Learning stops after the current epoch by throwing the signal's reason. */
  signal?: AbortSignal;
  checkpoint?: CheckpointStore;
}

/** The plan of a phase. */
export interface PhasePlan {
  /** Most epochs. */
  epochs: number;
  /** Adam's rate for TransR at the start. */
  rate: number;
  /** How many epochs at the start are TransE. */
  transeEpochs: number;
  /** Epochs of the phases after this one. */
  epochsAfter: number;
  /** Ranks the triples by which the best epoch is chosen; without it the last epoch is used. */
  validate?: (model: TransR) => RankSummary;
}

/**
 * Runs the epochs of a phase that are left, until validation has not improved for a while; then
 * `at` holds the best state.
 *
 * Changes `at` in place and saves it after each epoch. All that an epoch does follows from `at`,
 * the plan and the epoch's own random source, so interruptions do not change the result.
 */
export async function runPhase(at: Checkpoint, lessons: Lessons, plan: PhasePlan, o: EmbedSettings, c: EmbedContext) {
  const { phase } = at;
  const took: number[] = [];
  while (at.state.epoch < plan.epochs && !isStale(at, o)) {
    c.signal?.throwIfAborted();
    const began = performance.now();
    const epoch = at.state.epoch + 1;
    const rate = o.schedule === "linear" ? plan.rate * (1 - (epoch - 1) / plan.epochs) : plan.rate;
    const moveProjections = epoch > plan.transeEpochs;
    const losses = runEpoch(at.state, lessons, o, { rate, moveProjections }, c.random(phase, epoch));
    const seconds = (performance.now() - began) / 1000;
    const isMeasured = plan.validate && (epoch % o.evaluateEvery === 0 || epoch === plan.epochs);
    const validation = isMeasured ? measure(at, plan.validate!) : undefined;
    at.log.push({ phase, epoch, rate, ...losses, ...(validation && { validation }) });
    await c.checkpoint?.save(at);

    took.push((performance.now() - began) / 1000);
    const left = (isStale(at, o) ? 0 : plan.epochs - epoch) + plan.epochsAfter;
    const secondsLeft = (left * took.reduce((sum, value) => sum + value, 0)) / took.length;
    const done = at.log.length;
    c.report?.({
      phase,
      epoch: done,
      epochs: done + left,
      ...losses,
      ...(validation && { validation }),
      seconds,
      secondsLeft,
    });
    await setImmediate(); // lets signals, heartbeats and progress through
  }
  if (at.best) at.state = at.best.state;
  at.best = null;
}

/** Ranks the validation triples, and keeps a copy of the state where they rank better than ever. */
function measure(at: Checkpoint, validate: (model: TransR) => RankSummary): { mrr: number; hitsAt10: number } {
  const { mrr, hitsAt10 } = validate(at.state.model);
  if (!at.best || mrr > at.best.mrr) at.best = { mrr, state: structuredClone(at.state) };
  return { mrr, hitsAt10 };
}

/** Whether the last `patience` measurements were no better than the best. */
function isStale({ state, best }: Checkpoint, { patience, evaluateEvery }: EmbedSettings): boolean {
  return best !== null && state.epoch - best.state.epoch >= patience * evaluateEvery;
}
