import { shuffler } from "d3-array";
import { type Adam, moveRow, startAdam } from "./adam.ts";
import { clipRow } from "./ball.ts";
import { drawNegatives, type NegativeOptions } from "./negatives.ts";
import type { Sums } from "./parts.ts";
import { addUp, type Frozen, moveEntities } from "./sums.ts";
import { rankingLoss, type TransR } from "./transr.ts";
import type { TripleSet } from "./triples.ts";

/** Adam's memory for each part of the model. */
export interface TransROptimiser {
  entities: Adam;
  relations: Adam;
  projections: Adam;
  parts: Adam;
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
    parts: startAdam(model.parts.length / dim, dim, rate),
  };
}

/** Sets the rate of every part. */
export function setRate(optimiser: TransROptimiser, rate: number): void {
  const { entities, relations, projections, parts } = optimiser;
  for (const adam of [entities, relations, projections, parts]) adam.rate = rate;
}

/** How an epoch is run. */
export interface EpochOptions extends NegativeOptions {
  batchSize: number;
  margin: number;
  moveProjections: boolean;
  /** Which entities are sums of parts, and move through them. Default: none. */
  sums?: Sums;
  /**
   * 1 for each entity and part that must not move; then relations and projections do not move
   * either. Default: all move.
   */
  frozen?: Frozen;
  /** Triples that are not used as false ones. Default: the triples of the epoch. */
  known?: TripleSet;
}

/**
 * One epoch of TransR (Algorithm 1, line 5): every triple once, in batches of one relation, batches
 * of all relations mixed. After each step the entities, parts and relations it moved are scaled
 * back into the unit ball. A batch adds up its sums before; in the end all are.
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
  const memories = { rows: optimiser.entities, parts: optimiser.parts };
  let loss = 0;
  for (const { relation, heads, tails } of batchesOf(triples, o.batchSize, random)) {
    const batch = drawNegatives(o.known ?? triples, relation, heads, tails, o, random);
    if (gradient.entities.length < batch.entityCount * dim)
      gradient.entities = new Float64Array(batch.entityCount * dim);
    if (o.sums) addUp(model, o.sums, batch.entities, batch.entityCount);
    loss += rankingLoss(model, batch, o.margin, gradient) * batch.positives;
    moveEntities(model, memories, batch.entities, batch.entityCount, gradient.entities, o.sums, o.frozen);
    if (o.frozen) continue;
    moveRow(optimiser.relations, model.relations, relation, gradient.relation, 0);
    clipRow(model.relations, relation, dim, model.ball);
    if (o.moveProjections) moveRow(optimiser.projections, model.projections, relation, gradient.projection, 0);
  }
  if (o.sums) addUp(model, o.sums);
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
