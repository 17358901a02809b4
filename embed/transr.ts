import { type Ball, clipRow, rowLength, unclipRow } from "./ball.ts";
import { multiplyRows, multiplyRowsBack } from "./matrix.ts";

/**
 * TransR's parameters. d = k = `dim`: entities and relations have the same length, so that W_r may
 * start as the identity.
 *
 * Source: Lin et al., "Learning Entity and Relation Embeddings for Knowledge Graph Completion",
 * AAAI 2015; AutoMC, Eq. 2.
 */
export interface TransR {
  dim: number;
  ball: Ball;
  /** e: a row for each entity. [entities, dim] */
  entities: Float64Array;
  /** r: a row for each relation. [relations, dim] */
  relations: Float64Array;
  /** W_r: row-major matrices, one for each relation. [relations, dim, dim] */
  projections: Float64Array;
  /** The rows that strategies' vectors are sums of, see `parts.ts`. [parts, dim] */
  parts: Float64Array;
}

/**
 * A batch of one relation. All columns hold positions in `entities`, so that an entity is projected
 * once however often it occurs.
 */
export interface RankingBatch {
  relation: number;
  /** The distinct entities of the batch. [entityCount] */
  entities: Int32Array;
  entityCount: number;
  /** The true triples. [positives] */
  heads: Int32Array;
  tails: Int32Array;
  positives: number;
  /**
   * `negatives` false triples for each true one, in its order; -1 in `falseHeads` where there is
   * none. [positives * negatives]
   */
  falseHeads: Int32Array;
  falseTails: Int32Array;
  negatives: number;
}

/** The gradient of a step. `entities` follows the batch's own entities, [entityCount, dim]. */
export interface RankingGradient {
  entities: Float64Array;
  relation: Float64Array;
  projection: Float64Array;
}

/**
 * Random unit vectors, and the identity as every projection: TransE, from which TransR starts in
 * the reference settings.
 */
export function startTransR(
  entities: number,
  relations: number,
  dim: number,
  random: () => number,
  ball: Ball = 2,
  parts = 0,
): TransR {
  const model: TransR = {
    dim,
    ball,
    entities: randomUnitRows(entities, dim, ball, random),
    relations: randomUnitRows(relations, dim, ball, random),
    projections: new Float64Array(relations * dim * dim),
    parts: randomUnitRows(parts, dim, ball, random),
  };
  for (let r = 0; r < relations; r++) {
    for (let d = 0; d < dim; d++) model.projections[(r * dim + d) * dim + d] = 1;
  }
  return model;
}

/**
 * Rows drawn from U(-6/sqrt(dim), 6/sqrt(dim)) and scaled to length 1, as in Lin et al. [rows, dim]
 */
function randomUnitRows(rows: number, dim: number, ball: Ball, random: () => number): Float64Array {
  const bound = 6 / Math.sqrt(dim);
  const values = Float64Array.from({ length: rows * dim }, () => bound * (2 * random() - 1));
  for (let row = 0; row < rows; row++) {
    const length = rowLength(values, row, dim, ball);
    for (let d = 0; d < dim; d++) values[row * dim + d]! /= length || 1;
  }
  return values;
}

/**
 * The entities in a relation's space: p = W_r e, scaled to length 1 where it is longer. Overwrites
 * `out` [count, dim] and `lengths` [count], the lengths before scaling.
 *
 * Differs: Lin et al. ask for ‖W_r e‖ <= 1 and push parameters towards it after each step. Here the
 * limit is part of the function, so it always holds exactly, and its gradient is taken with it.
 */
export function projectEntities(
  model: TransR,
  relation: number,
  entities: Int32Array,
  count: number,
  out: Float64Array,
  lengths: Float64Array,
): void {
  const { dim } = model;
  multiplyRows(model.projections, relation * dim * dim, dim, dim, model.entities, entities, count, out);
  for (let i = 0; i < count; i++) lengths[i] = clipRow(out, i, dim, model.ball);
}

/**
 * How badly a triple fits: 0 is perfect, larger is less plausible.
 *
 *   f_r(h, t) = ‖ p_h + r − p_t ‖₁,  p = W_r e within the unit ball
 *
 * Unitless; 0 <= f <= 3 sqrt(dim), and in the ball of ‖·‖₁ at most 3.
 *
 * @param p projected entities [*, dim], of which `head` and `tail` are rows
 * @param r all relations [*, dim], of which `relation` is a row
 */
export function distance(
  p: Float64Array,
  head: number,
  r: Float64Array,
  relation: number,
  tail: number,
  dim: number,
): number {
  const h = head * dim;
  const t = tail * dim;
  const at = relation * dim;
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += Math.abs(p[h + d]! + r[at + d]! - p[t + d]!);
  return sum;
}

/** How many coordinates are added between two looks at the limit. */
const stride = 8;

/**
 * The same for all candidates of one end: ‖ place − p_e ‖₁ for every row of `p`, where place is p_h
 * + r, or p_t − r. Overwrites `out`. A sum only grows, so the sum of a row stops once it is beyond
 * `limit`: ranking needs no more.
 */
export function distancesTo(place: Float64Array, p: Float64Array, out: Float64Array, limit = Infinity): void {
  const dim = place.length;
  for (let e = 0; e < out.length; e++) {
    const at = e * dim;
    let sum = 0;
    for (let from = 0; from < dim && sum <= limit; from += stride) {
      const end = Math.min(from + stride, dim);
      for (let d = from; d < end; d++) sum += Math.abs(place[d]! - p[at + d]!);
    }
    out[e] = sum;
  }
}

/**
 * The margin ranking loss of a batch and its gradient.
 *
 *   L = mean over pairs of max(0, margin + f_r(h, t) − f_r(h′, t′))
 *
 * A pair is a true triple with one false triple of its own. Overwrites `gradient`; does not change
 * the model.
 * Cost: two products with W_r for each distinct entity, and O(dim) for each pair.
 */
export function rankingLoss(model: TransR, batch: RankingBatch, margin: number, gradient: RankingGradient): number {
  const { dim } = model;
  const { relation, entities, entityCount, positives, negatives } = batch;
  const p = new Float64Array(entityCount * dim);
  const lengths = new Float64Array(entityCount);
  projectEntities(model, relation, entities, entityCount, p, lengths);

  const slopes = new Float64Array(entityCount * dim); // dL/dp
  gradient.relation.fill(0);
  gradient.projection.fill(0);
  let pairs = 0;
  for (let i = 0; i < positives * negatives; i++) if (batch.falseHeads[i]! >= 0) pairs++;
  let loss = 0;
  for (let i = 0; i < positives; i++) {
    const head = batch.heads[i]!;
    const tail = batch.tails[i]!;
    const fits = distance(p, head, model.relations, relation, tail, dim);
    let violations = 0;
    for (let j = i * negatives; j < (i + 1) * negatives; j++) {
      const falseHead = batch.falseHeads[j]!;
      if (falseHead < 0) continue;
      const falseTail = batch.falseTails[j]!;
      const cost = margin + fits - distance(p, falseHead, model.relations, relation, falseTail, dim);
      if (cost <= 0) continue;
      loss += cost / pairs;
      violations++;
      addSlope(model, p, relation, falseHead, falseTail, -1 / pairs, slopes, gradient.relation);
    }
    if (violations) addSlope(model, p, relation, head, tail, violations / pairs, slopes, gradient.relation);
  }
  for (let i = 0; i < entityCount; i++) unclipRow(p, i, lengths[i]!, slopes, i, dim, model.ball);
  multiplyRowsBack(
    model.projections,
    relation * dim * dim,
    dim,
    dim,
    model.entities,
    entities,
    entityCount,
    slopes,
    gradient.projection,
    gradient.entities,
  );
  return loss;
}

/**
 * Adds weight * df_r(h, t) to the slopes of p_h, p_t and r: the sign of each coordinate of the gap.
 */
function addSlope(
  model: TransR,
  p: Float64Array,
  relation: number,
  head: number,
  tail: number,
  weight: number,
  slopes: Float64Array,
  relationSlope: Float64Array,
): void {
  const { dim, relations } = model;
  const h = head * dim;
  const t = tail * dim;
  const at = relation * dim;
  for (let d = 0; d < dim; d++) {
    const gap = p[h + d]! + relations[at + d]! - p[t + d]!;
    const slope = weight * Math.sign(gap);
    slopes[h + d]! += slope;
    slopes[t + d]! -= slope;
    relationSlope[d]! += slope;
  }
}
