import { deviation } from "d3-array";
import { randomNormal } from "d3-random";
import type { ChannelScores } from "./scores/index.ts";

/** What is learned for each group of channels: its scores become `scale · score + shift`. */
export interface Ranking {
  scale: Float64Array;
  shift: Float64Array;
}

/** Sizes of an evolution. */
export interface EvolutionPlan {
  /** Rankings to try, the first ones included. */
  candidates: number;
  /** Rankings alive at a time. Default: a quarter of the candidates, 64 at most. */
  population?: number | undefined;
  /**
   * How many of them compete to be the parent, drawn one by one. Default: a quarter of the
   * population, which is LeGR's 16 of 64.
   */
  tournament?: number | undefined;
  /** Share of the groups that a child changes, at least one. */
  mutatedShare: number;
  /** In [0, 1), seeded by the caller. */
  random: () => number;
}

/** What an evolution found. Lower is fitter. */
export interface Evolution {
  best: Ranking;
  fitness: number;
  /** Of the scores as they are. */
  startFitness: number;
}

const largestPopulation = 64;

/** Scores under a ranking. Groups in the order of the scores. */
export function rankedScores(scores: ChannelScores, { scale, shift }: Ranking): ChannelScores {
  return new Map([...scores].map(([id, values], g) => [id, values.map((value) => scale[g]! * value + shift[g]!)]));
}

/**
 * Regularised evolution over rankings: the first population is drawn at random, but for one that
 * leaves the scores as they are; then the fittest of a few is changed in a few of its groups, and
 * the child takes the place of the oldest.
 *
 *   scale ← scale · exp(N(0, s)),  shift ← shift + N(0, deviation of the group's scores),  s = 1 - i / (1.25 · candidates)
 *
 * Source: Chin et al., "Towards Efficient Model Compression via Learned Global Ranking", CVPR 2020,
 * arXiv:1904.12368, section 3.2.
 * Differs: the population shrinks with short evolutions, as 64 members would leave no generation to
 * evolve. `fitness` is asked once per candidate, the unchanged scores first.
 */
export async function evolveRankings(
  scores: ChannelScores,
  { candidates, population, tournament, mutatedShare, random }: EvolutionPlan,
  fitness: (ranking: Ranking, candidate: number) => Promise<number>,
): Promise<Evolution> {
  const spreads = [...scores.values()].map((values) => deviation(values) ?? 0);
  const normal = randomNormal.source(random)(0, 1);
  const groups = spreads.length;
  const identity = (): Ranking => ({ scale: new Float64Array(groups).fill(1), shift: new Float64Array(groups) });
  const changed = ({ scale, shift }: Ranking, which: readonly number[], strength: number): Ranking => {
    const child = { scale: scale.slice(), shift: shift.slice() };
    for (const g of which) {
      child.scale[g]! *= Math.exp(strength * normal());
      child.shift[g]! += spreads[g]! * normal();
    }
    return child;
  };
  const everyGroup = spreads.map((_, g) => g);
  const size = population ?? Math.max(1, Math.min(largestPopulation, Math.round(candidates / 4)));
  const rivals = tournament ?? Math.max(1, Math.round(size / 4));
  const members: { ranking: Ranking; fitness: number }[] = []; // oldest first
  let best: { ranking: Ranking; fitness: number } | undefined;
  let startFitness = Number.NaN;
  for (let i = 0; i < candidates; i++) {
    let ranking = identity();
    if (i > 0 && i < size) ranking = changed(ranking, everyGroup, 1);
    if (i >= size) {
      const parent = fittestOf(members, rivals, random);
      const count = Math.max(1, Math.round(mutatedShare * groups));
      const which = everyGroup.map((g) => ({ g, key: random() })).sort((a, b) => a.key - b.key);
      ranking = changed(
        parent.ranking,
        which.slice(0, count).map(({ g }) => g),
        1 - i / (1.25 * candidates),
      );
    }
    const member = { ranking, fitness: await fitness(ranking, i) };
    if (i === 0) startFitness = member.fitness;
    if (best === undefined || member.fitness < best.fitness) best = member;
    members.push(member);
    if (members.length > size) members.shift();
  }
  const { ranking = identity(), fitness: least = startFitness } = best ?? {};
  return { best: ranking, fitness: least, startFitness };
}

function fittestOf<T extends { fitness: number }>(members: readonly T[], rivals: number, random: () => number): T {
  const drawn = Array.from({ length: rivals }, () => members[Math.floor(random() * members.length)]!);
  return drawn.reduce((a, b) => (b.fitness < a.fitness ? b : a));
}
