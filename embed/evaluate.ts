import { distancesTo, projectEntities, type TransR } from "./transr.ts";
import type { Facts, TripleSet } from "./triples.ts";

/** How well true entities are ranked. Ranks start at 1. */
export interface RankSummary {
  /** Mean of 1 / rank. */
  mrr: number;
  /** Fractions of ranks that are at most 1, 3 and 10. */
  hitsAt1: number;
  hitsAt3: number;
  hitsAt10: number;
}

/** Results of link prediction, under two protocols. */
export interface LinkPrediction extends RankSummary {
  /** Number of triples ranked; each has two ranks, of its head and of its tail. */
  count: number;
  /** The same, but ranked only among entities with the label of the true one. */
  typed: RankSummary;
  /** By relation, all entities. */
  byRelation: Record<string, RankSummary & { count: number }>;
}

/**
 * The two ends' ranks of each triple of a relation: among all entities, and among those of the same
 * label. [2 * triples]
 */
export interface Ranks {
  all: Float64Array;
  typed: Float64Array;
}

/**
 * Filtered link prediction: for each triple, ranks its tail among all (h, r, ?), and its head among
 * all (?, r, t).
 *
 * The candidates of the headline figures are all entities of the graph, the protocol of Bordes et
 * al. (NIPS 2013) and of PyKEEN; `typed` ranks among entities of the right label only, which is
 * easier. Candidates that make another true triple are excluded ("filtered"). Ties count half
 * ("realistic" in PyKEEN: the mean of the best and the worst rank), so a model that scores
 * everything alike gets the middle rank, not the first.
 *
 * Cost: one projection of all entities a relation, and entities * dim additions a rank.
 *
 * @param ranked the triples to rank
 * @param known  all true triples, the ranked ones included
 */
export function linkPrediction(model: TransR, ranked: TripleSet, known: TripleSet): LinkPrediction {
  const ranks = rankTriples(model, ranked, known);
  const join = (pick: (ranks: Ranks) => Float64Array) => ranks.flatMap((own) => [...pick(own)]);
  const byRelation = Object.fromEntries(
    ranked.names.relations.map((name, r) => [
      name,
      { count: ranked.facts[r]!.heads.length, ...summarise(ranks[r]!.all) },
    ]),
  );
  return {
    count: ranked.count,
    ...summarise(join(({ all }) => all)),
    typed: summarise(join(({ typed }) => typed)),
    byRelation,
  };
}

/**
 * The ranks behind `linkPrediction`, by relation; a triple's tail first, then its head. [relations]
 */
export function rankTriples(model: TransR, ranked: TripleSet, known: TripleSet): Ranks[] {
  const { names } = ranked;
  const { dim } = model;
  const size = names.entities.length;
  const everyone = Int32Array.from({ length: size }, (_, i) => i);
  const p = new Float64Array(size * dim);
  const scores = new Float64Array(size);
  const place = new Float64Array(dim);
  return ranked.facts.map(({ heads, tails }, relation) => {
    const ranks = { all: new Float64Array(2 * heads.length), typed: new Float64Array(2 * heads.length) };
    if (heads.length === 0) return ranks;
    projectEntities(model, relation, everyone, size, p, new Float64Array(size));
    const tailsOf = neighbours(known.facts[relation]!, "heads");
    const headsOf = neighbours(known.facts[relation]!, "tails");
    for (let i = 0; i < heads.length; i++) {
      const [head, tail] = [heads[i]!, tails[i]!];
      for (let d = 0; d < dim; d++) place[d] = p[head * dim + d]! + model.relations[relation * dim + d]!;
      distancesTo(place, p, scores, distanceTo(place, p, tail));
      put(ranks, 2 * i, scores, tail, tailsOf.get(head)!, names.labelOf);
      for (let d = 0; d < dim; d++) place[d] = p[tail * dim + d]! - model.relations[relation * dim + d]!;
      distancesTo(place, p, scores, distanceTo(place, p, head));
      put(ranks, 2 * i + 1, scores, head, headsOf.get(tail)!, names.labelOf);
    }
    return ranks;
  });
}

function distanceTo(place: Float64Array, p: Float64Array, entity: number): number {
  const one = new Float64Array(1);
  distancesTo(place, p.subarray(entity * place.length, (entity + 1) * place.length), one);
  return one[0]!;
}

/**
 * Counts the candidates that score better than the true one and as well as it, except those that
 * are true as well.
 */
function put(ranks: Ranks, at: number, scores: Float64Array, truth: number, alsoTrue: number[], labelOf: Int32Array) {
  const own = scores[truth]!;
  const label = labelOf[truth]!;
  for (const entity of alsoTrue) scores[entity] = Number.POSITIVE_INFINITY;
  let [better, equal, typedBetter, typedEqual] = [0, 0, 0, 0];
  for (let e = 0; e < scores.length; e++) {
    if (scores[e]! > own) continue;
    const same = labelOf[e] === label ? 1 : 0;
    if (scores[e]! < own) {
      better++;
      typedBetter += same;
    } else {
      equal++;
      typedEqual += same;
    }
  }
  // The true one is excluded with the true ones, so `equal` counts others only.
  ranks.all[at] = 1 + better + equal / 2;
  ranks.typed[at] = 1 + typedBetter + typedEqual / 2;
}

/** For each entity at one end, the entities at the other. */
function neighbours(facts: Facts, end: "heads" | "tails"): Map<number, number[]> {
  const others = facts[end === "heads" ? "tails" : "heads"];
  const found = new Map<number, number[]>();
  facts[end].forEach((entity, i) => {
    const list = found.get(entity);
    if (list) list.push(others[i]!);
    else found.set(entity, [others[i]!]);
  });
  return found;
}

/** Zeros where there are no ranks. */
export function summarise(ranks: ArrayLike<number>): RankSummary {
  const of = (value: (rank: number) => number) => {
    let sum = 0;
    for (let i = 0; i < ranks.length; i++) sum += value(ranks[i]!);
    return ranks.length ? sum / ranks.length : 0;
  };
  const hitsAt = (n: number) => of((rank) => (rank <= n ? 1 : 0));
  return { mrr: of((rank) => 1 / rank), hitsAt1: hitsAt(1), hitsAt3: hitsAt(3), hitsAt10: hitsAt(10) };
}
