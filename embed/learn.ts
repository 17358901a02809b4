import type { EntityKey, Experience, Triple } from "../graph/index.ts";
import { prepareLessons, startLearning } from "./algorithm.ts";
import { type Checkpoint, learningKey, loadCheckpoint } from "./checkpoint.ts";
import { dataHash } from "./data-hash.ts";
import type { Embedding } from "./embedding.ts";
import { EmbedError } from "./errors.ts";
import { linkPrediction } from "./evaluate.ts";
import { predictOutcome } from "./experience.ts";
import { relationsOf, vectorsOf } from "./learnt.ts";
import { embedMetrics } from "./metrics.ts";
import { type EmbedOptions, readOptions } from "./options.ts";
import { type EmbedContext, runPhase } from "./phase.ts";
import { readExperience } from "./read-experience.ts";
import { splitTriples } from "./split.ts";
import { fitTaskScale, taskVector } from "./task.ts";
import type { TransR } from "./transr.ts";
import { groupTriples, nameTriples, type TripleSet } from "./triples.ts";

/** Everything vectors are learnt from. */
export interface Knowledge {
  triples: readonly Triple[];
  experience: readonly Experience[];
}

/**
 * Algorithm 1: vectors for every entity, from the knowledge graph (TransR) and experience (NN_exp).
 *
 * Two fractions of the triples are held out. On one, validation, the epoch is chosen: training goes back to the best one, and stops
 * once there was none better for a while. Then the other, the test, is ranked. Then all are given back: the search should
 * know every setting of every strategy, so `refitEpochs` rounds more follow on all triples, and the vectors returned are those.
 * The figures of ranks thus tell of the same run shortly before its end.
 *
 * The same knowledge in any order, options and random source give the same vectors, bit for bit, in however many goes: with a
 * `checkpoint` store, learning that was stopped or killed goes on after the last epoch that was saved.
 *
 * Errors: `bad_options`, `no_triples`, `bad_triple`, `bad_experience`, `bad_checkpoint`, `diverged`; the signal's reason when stopped.
 */
export async function learn(input: Knowledge, options: EmbedOptions, c: EmbedContext): Promise<Embedding> {
  const o = readOptions(options);
  const experience = readExperience(input.experience);
  const names = nameTriples(input.triples);
  const all = groupTriples(input.triples, names);
  const { train, validation, test } = splitTriples(all, o, c.random);
  const taskScale = fitTaskScale(experience.map(({ task }) => task));
  const hash = dataHash(input.triples, experience);
  const fresh = startLearning(names, o, c.random, experience);
  const random = linkPrediction(fresh.model, test, all);
  const of = learningKey(hash, o, c.random);
  const begun: Checkpoint = { of, phase: "learn", state: fresh, best: null, log: [], ranked: null };
  const at = (await loadCheckpoint(c.checkpoint, of)) ?? begun;
  const lessonsOn = (triples: TripleSet) =>
    prepareLessons(at.state, triples, experience, ({ task }) => taskVector(task, taskScale), o.ablate);

  const isHeldOut = validation.count + test.count > 0;
  const refitEpochs = isHeldOut ? o.refitEpochs : 0;
  if (at.phase === "learn") {
    const validate = (model: TransR) => linkPrediction(model, validation, all);
    const plan = { epochs: o.epochs, rate: o.learningRate, transeEpochs: o.transeEpochs, epochsAfter: refitEpochs };
    const isChosen = validation.count > 0 && o.ablate !== "graph"; // vectors that no triple teaches have no best epoch
    await runPhase(at, lessonsOn(train), { ...plan, ...(isChosen && { validate }) }, o, c);
    at.ranked = linkPrediction(at.state.model, test, all);
    Object.assign(at, { phase: "refit", state: { ...at.state, epoch: 0 } });
    await c.checkpoint?.save(at);
  }
  const lessons = lessonsOn(all);
  const transeEpochs = o.transeEpochs < o.epochs ? 0 : refitEpochs; // what was TransE to its end stays so
  await runPhase(at, lessons, { epochs: refitEpochs, rate: o.refitRate, transeEpochs, epochsAfter: 0 }, o, c);
  c.signal?.throwIfAborted();

  return {
    dim: o.dim,
    vectors: vectorsOf(at.state.model, names.entities as readonly EntityKey[]),
    relations: relationsOf(at.state.model, names.relations),
    metrics: {
      ...embedMetrics(at, random, { validation: validation.count }),
      experienceRows: experience.length,
      experienceUnmatched: lessons.unmatched,
      entities: names.entities.length,
      triples: all.count,
    },
    settings: o,
    dataHash: hash,
    taskScale,
    predictor: {
      predict(vector, task, share) {
        if (lessons.groups.length === 0) {
          throw new EmbedError("no_experience", "NN_exp learnt from no result, so it cannot predict one.");
        }
        if (vector.length !== o.dim) {
          const lengths = `has ${vector.length} numbers, and NN_exp was learnt on ${o.dim}`;
          throw new EmbedError("bad_vector", `The vector ${lengths}; use the vectors of the same run.`);
        }
        const [ar, pr] = predictOutcome(at.state.net, vector, taskVector(task, taskScale), share);
        return { ar, pr };
      },
    },
  };
}
