import { setImmediate } from "node:timers/promises";
import type { EntityKey, Experience, Triple } from "../graph/index.ts";
import { type LearningState, prepareLessons, type RandomSources, runEpoch, startLearning } from "./algorithm.ts";
import { dataHash } from "./data-hash.ts";
import type { Embedding } from "./embedding.ts";
import { EmbedError } from "./errors.ts";
import { linkPrediction } from "./evaluate.ts";
import { predictOutcome } from "./experience.ts";
import { type EmbedOptions, readOptions } from "./options.ts";
import { holdOut } from "./split.ts";
import { fitTaskScale, taskVector } from "./task.ts";
import { groupTriples, nameTriples, type TripleSet } from "./triples.ts";

/** Everything vectors are learnt from. */
export interface Knowledge {
  triples: readonly Triple[];
  experience: readonly Experience[];
}

/** How far learning is. */
export interface EmbedProgress {
  /** "learn" on the triples that are not held out, then "refit" on all. */
  phase: "learn" | "refit";
  /** Epochs done and to do, over both phases. */
  epoch: number;
  epochs: number;
  /** Mean ranking loss of the epoch; 0 where the graph is left out. */
  loss: number;
  /** Equation 3 at the epoch's last pass; 0 where experience is left out. */
  experienceLoss: number;
  /** Mean over the epochs so far, and what is left at that pace. */
  secondsPerEpoch: number;
  secondsLeft: number;
}

/** What learning is handed: randomness, and optionally someone to tell and a way to be stopped. */
export interface EmbedContext {
  random: RandomSources;
  report?: (progress: EmbedProgress) => void;
  /** Learning stops after the epoch it is in by throwing the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Algorithm 1: vectors for every entity, from the knowledge graph (TransR) and experience (NN_exp).
 *
 * A fraction of the triples is held out and ranked after `epochs` rounds. Then they are given back: the search should
 * know every setting of every strategy, so `refitEpochs` rounds more follow on all triples, and the vectors returned are those.
 * The figures of ranks thus tell of the same run shortly before its end.
 *
 * The same knowledge in any order, options and random source give the same vectors, bit for bit.
 * Errors: `bad_options`, `no_triples`, `bad_triple`, `bad_experience`, `diverged`; the signal's reason when stopped.
 */
export async function learn(input: Knowledge, options: EmbedOptions, c: EmbedContext): Promise<Embedding> {
  const o = readOptions(options);
  const experience = readExperience(input.experience);
  const names = nameTriples(input.triples);
  const all = groupTriples(input.triples, names);
  const split = o.heldOut > 0 ? holdOut(all, o.heldOut, c.random("held-out")) : undefined;
  const taskScale = fitTaskScale(experience.map(({ task }) => task));
  const scale = ({ task }: Experience) => taskVector(task, taskScale);
  const state = startLearning(names, o, c.random);
  const epochs = o.epochs + (split ? o.refitEpochs : 0);
  const lossByEpoch: number[] = [];
  const experienceLossByEpoch: number[] = [];
  let seconds = 0;

  const train = async (phase: EmbedProgress["phase"], triples: TripleSet, until: number) => {
    const lessons = prepareLessons(state, triples, experience, scale, o.ablate);
    while (state.epoch < until) {
      c.signal?.throwIfAborted();
      const began = performance.now();
      const { loss, experienceLoss } = runEpoch(state, lessons, o, c.random);
      seconds += (performance.now() - began) / 1000;
      lossByEpoch.push(loss);
      experienceLossByEpoch.push(experienceLoss);
      const secondsPerEpoch = seconds / state.epoch;
      const secondsLeft = secondsPerEpoch * (epochs - state.epoch);
      c.report?.({ phase, epoch: state.epoch, epochs, loss, experienceLoss, secondsPerEpoch, secondsLeft });
      await setImmediate(); // lets signals, heartbeats and progress through
    }
    return lessons;
  };

  const random = split && linkPrediction(state.model, split.heldOut, all);
  let lessons = await train("learn", split?.train ?? all, o.epochs);
  const ranked = split && linkPrediction(state.model, split.heldOut, all);
  if (split) lessons = await train("refit", all, epochs);
  c.signal?.throwIfAborted();

  return {
    dim: o.dim,
    vectors: vectorsOf(state, names.entities as readonly EntityKey[]),
    metrics: {
      heldOut: ranked?.count ?? 0,
      mrr: ranked?.mrr ?? 0,
      hitsAt1: ranked?.hitsAt1 ?? 0,
      hitsAt3: ranked?.hitsAt3 ?? 0,
      hitsAt10: ranked?.hitsAt10 ?? 0,
      randomMrr: random?.mrr ?? 0,
      randomHitsAt10: random?.hitsAt10 ?? 0,
      typedMrr: ranked?.typed.mrr ?? 0,
      typedHitsAt10: ranked?.typed.hitsAt10 ?? 0,
      randomTypedMrr: random?.typed.mrr ?? 0,
      randomTypedHitsAt10: random?.typed.hitsAt10 ?? 0,
      byRelation: ranked?.byRelation ?? {},
      lossByEpoch,
      experienceLossByEpoch,
      experienceError: experienceLossByEpoch.at(-1) ?? 0,
      experienceRows: experience.length,
      experienceUnmatched: lessons.unmatched,
      entities: names.entities.length,
      triples: all.count,
      secondsPerEpoch: seconds / state.epoch,
    },
    settings: o,
    dataHash: dataHash(input.triples, experience),
    taskScale,
    predictor: {
      predict(vector, task) {
        if (lessons.groups.length === 0) {
          throw new EmbedError("no_experience", "NN_exp learnt from no result, so it cannot predict one.");
        }
        if (vector.length !== o.dim) {
          const lengths = `has ${vector.length} numbers, and NN_exp was learnt on ${o.dim}`;
          throw new EmbedError("bad_vector", `The vector ${lengths}; use the vectors of the same run.`);
        }
        const [ar, pr] = predictOutcome(state.net, vector, taskVector(task, taskScale));
        return { ar, pr };
      },
    },
  };
}

/** Checks experience, and puts it in an order of its own, so that sums come out the same however it was read. */
function readExperience(rows: readonly Experience[]): Experience[] {
  for (const { methodId, task, ar, pr, source } of rows) {
    const { accuracy, ...counts } = task;
    const fault =
      (!Number.isFinite(ar) && "ar is no number") ||
      (!Number.isFinite(pr) && "pr is no number") ||
      (accuracy !== null && !Number.isFinite(accuracy) && "the task's accuracy is neither a number nor null") ||
      (!Object.values(counts).every((count) => count === null || (count > 0 && Number.isFinite(count))) &&
        "a count of the task is not positive");
    if (fault)
      throw new EmbedError("bad_experience", `The result of ${methodId} in ${source} cannot be learnt from: ${fault}.`);
  }
  const keyed = rows.map((row) => [JSON.stringify([row.methodId, row.source, row.task, row.ar, row.pr]), row] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}

function vectorsOf({ model: { dim, entities } }: LearningState, keys: readonly EntityKey[]): Embedding["vectors"] {
  return new Map(keys.map((key, row) => [key, Float32Array.from(entities.subarray(row * dim, (row + 1) * dim))]));
}
