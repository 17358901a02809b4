import type { EntityKey, Experience, Triple } from "../graph/index.ts";
import { prepareLessons, startLearning } from "./algorithm.ts";
import { type Checkpoint, learningKey, loadCheckpoint } from "./checkpoint.ts";
import { dataHash } from "./data-hash.ts";
import type { Embedding } from "./embedding.ts";
import { linkPrediction } from "./evaluate.ts";
import { partsLearnt, relationsOf, vectorsOf } from "./learnt.ts";
import { embedMetrics } from "./metrics.ts";
import { type EmbedOptions, readOptions } from "./options.ts";
import { noParts, partsOf } from "./parts.ts";
import { type EmbedContext, runPhase } from "./phase.ts";
import { predictorOf } from "./predictor.ts";
import { readExperience } from "./read-experience.ts";
import { readableIn } from "./readable.ts";
import { splitTriples } from "./split.ts";
import { fitTaskScale, taskVector } from "./task.ts";
import type { TransR } from "./transr.ts";
import { groupTriples, nameTriples, type TripleSet } from "./triples.ts";

/** Everything that vectors are learned from. */
export interface Knowledge {
  triples: readonly Triple[];
  experience: readonly Experience[];
}

/**
 * Algorithm 1: vectors for every entity, from the knowledge graph (TransR) and experience (NN_exp).
 * Strategies' vectors are sums of their methods' and settings' parts (beyond the paper, `parts.ts`).
 *
 * Two fractions of the triples are held out. On one, validation, the epoch is chosen: training
 * returns to the best one, and stops when none was better for a while. Then the other, the test, is
 * ranked. The search should know every setting of every strategy, so `refitEpochs` more rounds
 * follow on all triples, the held-out ones included, and their vectors are returned. The figures of
 * ranks are thus those of the same run shortly before its end.
 *
 * The same knowledge in any order, options and random source lead to the same vectors, bit for bit,
 * however often learning was interrupted: with a `checkpoint` store, it continues after the last
 * epoch that was saved.
 *
 * @throws EmbedError `bad_options` when an option is unknown or out of range
 * @throws EmbedError `no_triples` when there are no triples
 * @throws EmbedError `bad_triple` when a triple lacks a name
 * @throws EmbedError `bad_experience` when a figure of a result is not usable
 * @throws EmbedError `bad_checkpoint` when the stored checkpoint was made from other input
 * @throws EmbedError `diverged` when a loss is not a finite number
 * @throws the signal's reason when stopped
 */
export async function learn(input: Knowledge, options: EmbedOptions, c: EmbedContext): Promise<Embedding> {
  const o = readOptions(options);
  const experience = readExperience(input.experience);
  const names = nameTriples(input.triples);
  const all = groupTriples(input.triples, names);
  const { train, validation, test } = splitTriples(all, o, c.random);
  const taskScale = fitTaskScale(experience.map(({ task }) => task));
  const hash = dataHash(input.triples, experience);
  const parts = o.ablate === "graph" ? noParts : partsOf(all);
  const fresh = startLearning(names, o, c.random, experience, parts);
  const random = linkPrediction(fresh.model, test, all);
  const of = learningKey(hash, o, c.random);
  const begun: Checkpoint = { of, phase: "learn", state: fresh, best: null, log: [], ranked: null };
  const at = (await loadCheckpoint(c.checkpoint, of)) ?? begun;
  const lessonsOn = (triples: TripleSet) =>
    prepareLessons(at.state, triples, experience, ({ task }) => taskVector(task, taskScale), o.ablate, parts);

  const isHeldOut = validation.count + test.count > 0;
  const refitEpochs = isHeldOut ? o.refitEpochs : 0;
  if (at.phase === "learn") {
    const validate = (model: TransR) => linkPrediction(model, validation, all);
    const plan = { epochs: o.epochs, rate: o.learningRate, transeEpochs: o.transeEpochs, epochsAfter: refitEpochs };
    // Vectors that learn from no triple have no best epoch.
    const isChosen = validation.count > 0 && o.ablate !== "graph";
    await runPhase(at, lessonsOn(train), { ...plan, ...(isChosen && { validate }) }, o, c);
    at.ranked = linkPrediction(at.state.model, test, all);
    Object.assign(at, { phase: "refit", state: { ...at.state, epoch: 0 } });
    await c.checkpoint?.save(at);
  }
  const lessons = lessonsOn(all);
  // A model that was TransE to the end remains so.
  const transeEpochs = o.transeEpochs < o.epochs ? 0 : refitEpochs;
  await runPhase(at, lessons, { epochs: refitEpochs, rate: o.refitRate, transeEpochs, epochsAfter: 0 }, o, c);
  c.signal?.throwIfAborted();
  const learnt = lessons.groups.length > 0 ? { net: at.state.net, taskScale } : null;

  return {
    dim: o.dim,
    vectors: vectorsOf(at.state.model, names.entities as readonly EntityKey[]),
    relations: relationsOf(at.state.model, names.relations),
    parts: partsLearnt(at.state.model, parts),
    metrics: {
      ...embedMetrics(at, random, { validation: validation.count }),
      experienceRows: experience.length,
      experienceUnmatched: lessons.unmatched,
      entities: names.entities.length,
      triples: all.count,
      readable: readableIn(all, at.state.model.entities, o.dim, c.random("readable")),
    },
    settings: o,
    dataHash: hash,
    taskScale,
    experience: learnt,
    predictor: predictorOf(learnt),
  };
}
