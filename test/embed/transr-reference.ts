import type { TransR } from "../../embed/transr.ts";

/** A triple of entity and relation numbers. */
export type Fact = readonly [relation: number, head: number, tail: number];

function row(values: Float64Array, at: number, width: number): number[] {
  return [...values.slice(at * width, (at + 1) * width)];
}

/** Where an entity stands in a relation's space, straight from the definition. */
export function slowProjection(
  { dim, ball, entities, projections }: TransR,
  relation: number,
  entity: number,
): number[] {
  const matrix = row(projections, relation, dim * dim);
  const e = row(entities, entity, dim);
  const moved = Array.from({ length: dim }, (_, k) =>
    e.reduce((sum, value, d) => sum + matrix[k * dim + d]! * value, 0),
  );
  const length = ball === 1 ? moved.reduce((sum, value) => sum + Math.abs(value), 0) : Math.hypot(...moved);
  return length > 1 ? moved.map((value) => value / length) : moved;
}

/** ‖ p_h + r − p_t ‖₁ of one triple. */
export function slowDistance(model: TransR, [relation, head, tail]: Fact): number {
  const [h, t] = [slowProjection(model, relation, head), slowProjection(model, relation, tail)];
  const r = row(model.relations, relation, model.dim);
  return h.reduce((sum, value, d) => sum + Math.abs(value + r[d]! - t[d]!), 0);
}

/** The margin ranking loss over pairs of a true and a false triple. */
export function slowLoss(model: TransR, pairs: readonly (readonly [Fact, Fact])[], margin: number): number {
  const costs = pairs.map(([yes, no]) => Math.max(0, margin + slowDistance(model, yes) - slowDistance(model, no)));
  return costs.reduce((sum, cost) => sum + cost, 0) / pairs.length;
}

/**
 * Filtered ranks of a triple's tail and head, ties at their middle, by scoring and comparing one
 * candidate at a time.
 */
export function slowRanks(
  model: TransR,
  fact: Fact,
  known: readonly Fact[],
  candidates: readonly number[],
): [number, number] {
  const [relation, head, tail] = fact;
  const isKnown = ([r, h, t]: Fact) => known.some(([kr, kh, kt]) => kr === r && kh === h && kt === t);
  const rankAmong = (others: Fact[]) => {
    const own = slowDistance(model, fact);
    const scores = others.filter((other) => !isKnown(other)).map((other) => slowDistance(model, other));
    const best = 1 + scores.filter((score) => score < own - 1e-12).length;
    const worst = best + scores.filter((score) => Math.abs(score - own) <= 1e-12).length;
    return (best + worst) / 2;
  };
  return [
    rankAmong(candidates.map((e): Fact => [relation, head, e])),
    rankAmong(candidates.map((e): Fact => [relation, e, tail])),
  ];
}
