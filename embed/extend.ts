import { setImmediate } from "node:timers/promises";
import type { EntityKey, Experience, Triple } from "../graph/index.ts";
import type { Ball } from "./ball.ts";
import { driftBetween } from "./drift.ts";
import type { Embedding, LearntRelation } from "./embedding.ts";
import { setRate, startOptimiser, trainEpoch } from "./epoch.ts";
import { EmbedError } from "./errors.ts";
import { type LinkPrediction, linkPrediction } from "./evaluate.ts";
import { partsLearnt, vectorsOf } from "./learnt.ts";
import { type NewLessons, newLessons, teacher } from "./new-lessons.ts";
import { type EmbedOptions, type EmbedSettings, readOptions } from "./options.ts";
import { type LearntParts, noParts, type Parts, partsOf, type Sums, sumsOf } from "./parts.ts";
import type { EmbedContext } from "./phase.ts";
import type { LearntExperience } from "./predictor.ts";
import { readExperience } from "./read-experience.ts";
import { type Readable, readableIn } from "./readable.ts";
import { holdOut } from "./split.ts";
import { addUp, type Frozen, isSum } from "./sums.ts";
import { startTransR, type TransR } from "./transr.ts";
import { groupTriples, nameTriples, partitionTriples, type TripleSet } from "./triples.ts";

/** What an earlier run learned, and from what. */
export interface LearntBefore {
  dim: number;
  vectors: ReadonlyMap<EntityKey, Float32Array>;
  relations: ReadonlyMap<string, LearntRelation>;
  /** Empty where its vectors are no sums; then those of new entities are none either. */
  parts: LearntParts;
  triples: readonly Triple[];
  /** NN_exp; absent or null where it learned from no result. */
  experience?: LearntExperience | null;
}

/** Whether a result is of a method that the old vectors have: it would move them, so `extend` leaves it out. */
export function isOfKnownMethod(
  { vectors }: Pick<LearntBefore, "vectors">,
  { methodId }: { methodId: string },
): boolean {
  return vectors.has(`Method:${methodId}`);
}

/** The old vectors as they were, bit for bit, and those of the new entities among them. */
export interface Extension {
  vectors: Embedding["vectors"];
  /** The old parts as they were, and the new ones. */
  parts: LearntParts;
  newEntities: EntityKey[];
  /**
   * Triples that name a new entity, and how the held-out ones of them were ranked; the returned
   * vectors have learned these too.
   */
  newTriples: number;
  /** Results of new methods that moved the new vectors. */
  newResults: number;
  ranked: LinkPrediction;
  /** The same held-out triples under the random vectors that the new entities began with. */
  random: LinkPrediction;
  /** What the vectors of all strategies, old and new, tell of their methods and settings. */
  readable: Readable;
  settings: EmbedSettings;
}

/**
 * Places entities that are new in the graph among the old, whose vectors, like all relations and
 * NN_exp, stay as they are. Learns from the triples that name a new entity, and from the results of
 * new methods: they move the new vectors to where NN_exp, as it is, expects what was published.
 *
 * A new strategy is a sum of parts as the old ones are. Where these are known, its vector follows
 * from them and nothing is learned; a new value of a numeric hyperparameter has its place on the
 * line. A new method, a new word and a new hyperparameter have new parts, and only those are learned.
 *
 * Beyond the paper, which learns everything from scratch. `driftBetween` shows whether that is due;
 * here only a new relation is refused.
 *
 * @param results experience; of methods that the old vectors have, none is learned from
 * @throws EmbedError `bad_options` when an option is unknown or out of range
 * @throws EmbedError `no_triples` when there are no triples
 * @throws EmbedError `bad_triple` when a triple lacks a name or has a new relation
 * @throws EmbedError `bad_experience` when a figure of a result is not usable
 * @throws EmbedError `nothing_new` when no entity is new
 * @throws EmbedError `diverged` when a loss is not a finite number
 * @throws the signal's reason when stopped
 */
export async function extend(
  before: LearntBefore,
  triples: readonly Triple[],
  options: EmbedOptions,
  c: Pick<EmbedContext, "random" | "signal">,
  results: readonly Experience[] = [],
): Promise<Extension> {
  const o = readOptions({ ...options, dim: before.dim });
  const names = nameTriples(triples);
  const all = groupTriples(triples, names);
  const { model, frozen, parts } = placeNew(before, all, c.random("new vectors"), o.ball);
  const newEntities = names.entities.filter((_, row) => !frozen.entities[row]) as EntityKey[];
  if (newEntities.length === 0) {
    const { changedTriples } = driftBetween(before.triples, triples);
    throw new EmbedError(
      "nothing_new",
      `The graph has no new entity (${changedTriples} triples among known ones have changed).`,
    );
  }
  const fresh = triplesNaming(all, frozen.entities);
  const { train, heldOut } = holdOut(fresh, o.heldOut, c.random("held-out"));
  const random = linkPrediction(model, heldOut, all);
  const experience = before.experience ? readExperience(results.filter((each) => !isOfKnownMethod(before, each))) : [];
  const lessons = before.experience && newLessons(before.experience, experience, all);
  const plan = { parts, frozen, known: all, random: c.random, ...(lessons && { lessons }) };
  await fitNew(model, train, { ...plan, epochs: o.epochs, rate: o.extendRate, phase: "extend" }, o, c.signal);
  const ranked = linkPrediction(model, heldOut, all);
  await fitNew(model, fresh, { ...plan, epochs: o.refitEpochs, rate: o.refitRate, phase: "extend refit" }, o, c.signal);
  const vectors = vectorsOf(model, names.entities as readonly EntityKey[]);
  for (const [key, vector] of before.vectors) if (vectors.has(key)) vectors.set(key, vector);
  const readable = readableIn(all, model.entities, o.dim, c.random("readable"));
  const learnt = { vectors, parts: partsLearnt(model, parts), readable };
  const counts = { newTriples: fresh.count, newResults: experience.length };
  return { ...learnt, newEntities, ...counts, ranked, random, settings: o };
}

/**
 * A model over the names of `all`: known entities, known parts and all relations as they were, new
 * ones at random; and which are known.
 *
 * @throws EmbedError `bad_triple` when a relation is new
 */
export function placeNew(
  before: Pick<LearntBefore, "dim" | "vectors" | "relations" | "parts">,
  all: TripleSet,
  random: () => number,
  ball: Ball,
): { model: TransR; frozen: Frozen; parts: Parts } {
  const { dim } = before;
  const { names } = all;
  const { rows, scales } = before.parts;
  const parts = rows.size > 0 ? partsOf(all, { rows: [...rows.keys()], scales }) : noParts;
  const model = startTransR(names.entities.length, names.relations.length, dim, random, ball, parts.rows.length);
  const known = (own: readonly string[], vectors: ReadonlyMap<string, Float32Array>, table: Float64Array) =>
    Uint8Array.from(own, (name, row) => {
      const vector = vectors.get(name);
      if (vector) table.set(vector, row * dim);
      return vector ? 1 : 0;
    });
  const frozen = {
    entities: known(names.entities, before.vectors, model.entities),
    parts: known(parts.rows, rows, model.parts),
  };
  names.relations.forEach((name, r) => {
    const learnt = before.relations.get(name);
    if (learnt === undefined)
      throw new EmbedError(
        "bad_triple",
        `The relation ${name} is new, so all vectors have to be learned from scratch.`,
      );
    model.relations.set(learnt.vector, r * dim);
    model.projections.set(learnt.projection, r * dim * dim);
  });
  return { model, frozen, parts };
}

/**
 * The triples with a new entity at an end or both.
 *
 * @param known 1 for each entity that is not new. [entities]
 */
export function triplesNaming(all: TripleSet, known: Uint8Array): TripleSet {
  const isNew = (entity: number) => !known[entity];
  return partitionTriples(all, (relation, row) => {
    const { heads, tails } = all.facts[relation]!;
    return isNew(heads[row]!) || isNew(tails[row]!);
  })[0];
}

interface FitPlan {
  epochs: number;
  rate: number;
  phase: string;
  /** What new strategies are sums of, as far as `triples` has it. */
  parts: Parts;
  frozen: Frozen;
  known: TripleSet;
  random: EmbedContext["random"];
  /** Results of new methods; default: none. */
  lessons?: NewLessons;
}

/**
 * Epochs of TransR, each followed by NN_exp's passes, in which only new entities and parts move;
 * TransR's rate falls linearly to 0. None where all that is new are sums of known parts. Changes
 * `model` in place.
 *
 * @throws EmbedError `diverged` when a loss is not a finite number
 */
export async function fitNew(
  model: TransR,
  triples: TripleSet,
  { epochs, rate, phase, parts, frozen, known, random, lessons }: FitPlan,
  o: EmbedSettings,
  signal?: AbortSignal,
): Promise<void> {
  const optimiser = startOptimiser(model, rate);
  const teach = lessons && teacher(model, lessons, o);
  const sums = sumsOf(triples, parts, (entity) => !frozen.entities[entity]);
  addUp(model, sums);
  const epochsDue = triples.count > 0 && anyMoves(frozen, sums) ? epochs : 0;
  for (let epoch = 1; epoch <= epochsDue; epoch++) {
    signal?.throwIfAborted();
    setRate(optimiser, rate * (1 - (epoch - 1) / epochs));
    const loss = trainEpoch(
      model,
      optimiser,
      triples,
      { ...o, moveProjections: false, sums, frozen, known },
      random(phase, epoch),
    );
    if (!Number.isFinite(loss + (teach?.(sums, frozen) ?? 0)))
      throw new EmbedError("diverged", `The loss is not a finite number after epoch ${epoch}; lower learningRate.`);
    await setImmediate();
  }
}

function anyMoves(frozen: Frozen, sums: Sums): boolean {
  return frozen.parts.includes(0) || frozen.entities.some((known, entity) => !known && !isSum(sums, entity));
}
