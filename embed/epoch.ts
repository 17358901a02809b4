import { shuffler } from "d3-array";
import { type Adam, moveRow, startAdam } from "./adam.ts";
import { drawNegatives, type NegativeOptions } from "./negatives.ts";
import { clipRow, rankingLoss, type TransR } from "./transr.ts";
import type { TripleSet } from "./triples.ts";

/** Adam's memory for each part of the model. */
export interface TransROptimiser {
  entities: Adam;
  relations: Adam;
  projections: Adam;
}

/**
 * A relation is cut into at least this many batches, so that the ten facts on techniques move their
 * projection too.
 */
const leastBatches = 8;

/** Fresh memories, all at one rate. */
export function startOptimiser(model: TransR, rate: number): TransROptimiser {
  const { dim } = model;
  return {
    entities: startAdam(model.entities.length / dim, dim, rate),
    relations: startAdam(model.relations.length / dim, dim, rate),
    projections: startAdam(model.projections.length / (dim * dim), dim * dim, rate),
  };
}

/** Sets the rate of every part. */
export function setRate(optimiser: TransROptimiser, rate: number): void {
  for (const adam of [optimiser.entities, optimiser.relations, optimiser.projections]) adam.rate = rate;
}

/** How an epoch is run. */
export interface EpochOptions extends NegativeOptions {
  batchSize: number;
  margin: number;
  moveProjections: boolean;
  /**
   * 1 for each entity that must not move; then relations and projections do not move either.
   * Default: all move. [entities]
   */
  frozen?: Uint8Array;
  /** Triples that are not used as false ones. Default: the triples of the epoch. */
  known?: TripleSet;
}

/**
 * One epoch of TransR (Algorithm 1, line 5): every triple once, in batches of one relation, batches
 * of all relations mixed. After each step the entities and relations it moved are scaled back into
 * the unit ball.
 *
 * @returns the mean loss over triples
 */
export function trainEpoch(
  model: TransR,
  optimiser: TransROptimiser,
  triples: TripleSet,
  o: EpochOptions,
  random: () => number,
): number {
  const { dim } = model;
  const gradient = {
    entities: new Float64Array(0),
    relation: new Float64Array(dim),
    projection: new Float64Array(dim * dim),
  };
  let loss = 0;
  for (const { relation, heads, tails } of batchesOf(triples, o.batchSize, random)) {
    const batch = drawNegatives(o.known ?? triples, relation, heads, tails, o, random);
    if (gradient.entities.length < batch.entityCount * dim)
      gradient.entities = new Float64Array(batch.entityCount * dim);
    loss += rankingLoss(model, batch, o.margin, gradient) * batch.positives;
    for (let i = 0; i < batch.entityCount; i++) {
      const entity = batch.entities[i]!;
      if (o.frozen?.[entity]) continue;
      moveRow(optimiser.entities, model.entities, entity, gradient.entities, i * dim);
      clipRow(model.entities, entity, dim, model.ball);
    }
    if (o.frozen) continue;
    moveRow(optimiser.relations, model.relations, relation, gradient.relation, 0);
    clipRow(model.relations, relation, dim, model.ball);
    if (o.moveProjections) moveRow(optimiser.projections, model.projections, relation, gradient.projection, 0);
  }
  return loss / triples.count;
}

/** Shuffles each relation's triples, cuts them into batches, and shuffles the batches. */
function batchesOf(triples: TripleSet, batchSize: number, random: () => number) {
  const shuffle = shuffler(random);
  const batches = triples.facts.flatMap(({ heads, tails }, relation) => {
    const order = shuffle(Int32Array.from(heads.keys()));
    const size = Math.max(1, Math.min(batchSize, Math.ceil(heads.length / leastBatches)));
    return Array.from({ length: Math.ceil(heads.length / size) }, (_, b) => {
      const rows = order.subarray(b * size, (b + 1) * size);
      return { relation, heads: rows.map((row) => heads[row]!), tails: rows.map((row) => tails[row]!) };
    });
  });
  return shuffle(batches);
}
