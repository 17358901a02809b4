import { setImmediate } from "node:timers/promises";
import type { EntityKey, Triple } from "../graph/index.ts";
import { driftBetween } from "./drift.ts";
import type { Embedding, LearntRelation } from "./embedding.ts";
import { setRate, startOptimiser, trainEpoch } from "./epoch.ts";
import { EmbedError } from "./errors.ts";
import { type LinkPrediction, linkPrediction } from "./evaluate.ts";
import { vectorsOf } from "./learnt.ts";
import { type EmbedOptions, type EmbedSettings, readOptions } from "./options.ts";
import type { EmbedContext } from "./phase.ts";
import { holdOut } from "./split.ts";
import { type Ball, startTransR, type TransR } from "./transr.ts";
import { groupTriples, type Names, nameTriples, partitionTriples, type TripleSet } from "./triples.ts";

/** What an earlier run learned, and from what. */
export interface LearntBefore {
  dim: number;
  vectors: ReadonlyMap<EntityKey, Float32Array>;
  relations: ReadonlyMap<string, LearntRelation>;
  triples: readonly Triple[];
}

/** The old vectors as they were, bit for bit, and those of the new entities among them. */
export interface Extension {
  vectors: Embedding["vectors"];
  newEntities: EntityKey[];
  /**
   * Triples that name a new entity, and how the held-out ones of them were ranked; the returned
   * vectors have learned these too.
   */
  newTriples: number;
  ranked: LinkPrediction;
  /** The same held-out triples under the random vectors that the new entities began with. */
  random: LinkPrediction;
  settings: EmbedSettings;
}

/**
 * Places entities that are new in the graph among the old, whose vectors, like all relations, stay
 * as they are. Learns from the triples that name a new entity, and from no result: NN_exp has not
 * moved the new vectors.
 *
 * Beyond the paper, which learns everything from scratch. `driftBetween` shows whether that is due;
 * here only a new relation is refused.
 *
 * @throws EmbedError `bad_options` when an option is unknown or out of range
 * @throws EmbedError `no_triples` when there are no triples
 * @throws EmbedError `bad_triple` when a triple lacks a name or has a new relation
 * @throws EmbedError `nothing_new` when no entity is new
 * @throws EmbedError `diverged` when a loss is not a finite number
 * @throws the signal's reason when stopped
 */
export async function extend(
  before: LearntBefore,
  triples: readonly Triple[],
  options: EmbedOptions,
  c: Pick<EmbedContext, "random" | "signal">,
): Promise<Extension> {
  const o = readOptions({ ...options, dim: before.dim });
  const names = nameTriples(triples);
  const all = groupTriples(triples, names);
  const { model, frozen } = placeNew(before, names, c.random("new vectors"), o.ball);
  const newEntities = names.entities.filter((_, row) => !frozen[row]) as EntityKey[];
  if (newEntities.length === 0) {
    const { changedTriples } = driftBetween(before.triples, triples);
    throw new EmbedError(
      "nothing_new",
      `The graph has no new entity (${changedTriples} triples among known ones have changed).`,
    );
  }
  const fresh = triplesNaming(all, frozen);
  const { train, heldOut } = holdOut(fresh, o.heldOut, c.random("held-out"));
  const random = linkPrediction(model, heldOut, all);
  const plan = { frozen, known: all, random: c.random };
  await fitNew(model, train, { ...plan, epochs: o.epochs, rate: o.extendRate, phase: "extend" }, o, c.signal);
  const ranked = linkPrediction(model, heldOut, all);
  await fitNew(model, fresh, { ...plan, epochs: o.refitEpochs, rate: o.refitRate, phase: "extend refit" }, o, c.signal);
  const vectors = vectorsOf(model, names.entities as readonly EntityKey[]);
  for (const [key, vector] of before.vectors) if (vectors.has(key)) vectors.set(key, vector);
  return { vectors, newEntities, newTriples: fresh.count, ranked, random, settings: o };
}

/**
 * A model over `names`: known entities and all relations as they were, new entities at random; and
 * which entities are known. [entities]
 *
 * @throws EmbedError `bad_triple` when a relation is new
 */
export function placeNew(
  before: Pick<LearntBefore, "dim" | "vectors" | "relations">,
  names: Names,
  random: () => number,
  ball: Ball,
): { model: TransR; frozen: Uint8Array } {
  const { dim } = before;
  const model = startTransR(names.entities.length, names.relations.length, dim, random, ball);
  const frozen = new Uint8Array(names.entities.length);
  names.entities.forEach((entity, row) => {
    const vector = before.vectors.get(entity as EntityKey);
    if (vector === undefined) return;
    model.entities.set(vector, row * dim);
    frozen[row] = 1;
  });
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
  return { model, frozen };
}

/** The triples with a new entity at an end or both. */
export function triplesNaming(all: TripleSet, frozen: Uint8Array): TripleSet {
  const isNew = (entity: number) => !frozen[entity];
  return partitionTriples(all, (relation, row) => {
    const { heads, tails } = all.facts[relation]!;
    return isNew(heads[row]!) || isNew(tails[row]!);
  })[0];
}

interface FitPlan {
  epochs: number;
  rate: number;
  phase: string;
  frozen: Uint8Array;
  known: TripleSet;
  random: EmbedContext["random"];
}

/**
 * Epochs of TransR in which only new entities move; the rate falls linearly to 0. Changes `model`
 * in place.
 *
 * @throws EmbedError `diverged` when a loss is not a finite number
 */
export async function fitNew(
  model: TransR,
  triples: TripleSet,
  { epochs, rate, phase, frozen, known, random }: FitPlan,
  o: EmbedSettings,
  signal?: AbortSignal,
): Promise<void> {
  const optimiser = startOptimiser(model, rate);
  for (let epoch = 1; epoch <= epochs && triples.count > 0; epoch++) {
    signal?.throwIfAborted();
    setRate(optimiser, rate * (1 - (epoch - 1) / epochs));
    const loss = trainEpoch(
      model,
      optimiser,
      triples,
      { ...o, moveProjections: false, frozen, known },
      random(phase, epoch),
    );
    if (!Number.isFinite(loss))
      throw new EmbedError("diverged", `The loss is not a finite number after epoch ${epoch}; lower learningRate.`);
    await setImmediate();
  }
}
