import { batchFrom } from "../batch.ts";
import { crowdingDistances } from "../crowding.ts";
import { paretoFront } from "../pareto.ts";
import { objectivesOf } from "../rates.ts";
import type { Search, Trial } from "../trial.ts";
import { WholeSchemes } from "./whole-schemes.ts";

const populationSize = 12;
const crossoverChance = 0.7;
/** What a mutation does, by chance; nothing in the rest of cases. */
const mutation = { replace: 0.5, insert: 0.2, drop: 0.15 };
const mostTries = 100;

interface Member {
  steps: number[];
  /** The objectives; a failed one is worse than all others. */
  rates: readonly number[];
}

/**
 * Evolution: NSGA-II over whole schemes, 12 in a population.
 *
 * Parents by binary tournament on rank and crowding; crossover cuts both schemes at a step, the
 * child has the beginning of one and the end of the other; a mutation replaces a strategy (half of
 * the time by one of its method), inserts or drops one. The best of parents and children survive.
 * Source: Deb et al., "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", IEEE TEC
 * 2002; one of the paper's baselines (section 4.1). The paper's operators are not known.
 */
export const evolution: Search = async function* (input) {
  const schemes = new WholeSchemes(input);
  const methods = input.candidates.map(({ method }) => method);
  let population: Member[] = [];
  let number = 1;
  for (let generation = 0; ; generation++) {
    const children: Member[] = [];
    const order = ranking(population);
    while (children.length < populationSize) {
      const count = Math.min(batchFrom(input, number), populationSize - children.length);
      const batch = schemes.propose(count, (place) => {
        const source = input.random("evolution", generation, children.length + place);
        return generation === 0
          ? schemes.draw(source)
          : bred(population, order, schemes, methods, input.maxLength, source);
      });
      if (batch.length === 0) return;
      for await (const trial of schemes.run(number, batch)) {
        children.push({ steps: batch[trial.number - number]!, rates: ratesOf(trial) });
        yield trial;
      }
      number += batch.length;
    }
    const both = [...population, ...children];
    const rank = ranking(both);
    population = both.sort((a, b) => better(rank, a, b)).slice(0, populationSize);
  }
};

function ratesOf(trial: Trial): readonly number[] {
  return trial.state === "complete" ? objectivesOf(trial) : [-Infinity];
}

type Ranking = Map<Member, { front: number; crowding: number }>;

/** Non-dominated sorting: which front each member is on, and how far from its neighbours there. */
function ranking(members: readonly Member[]): Ranking {
  const rank: Ranking = new Map();
  let left = members.filter(({ rates }) => Number.isFinite(rates[0]));
  for (let front = 0; left.length > 0; front++) {
    const best = paretoFront(left, ({ rates }) => rates);
    const crowding = crowdingDistances(best.map(({ rates }) => rates));
    for (const [i, member] of best.entries()) rank.set(member, { front, crowding: crowding[i]! });
    left = left.filter((member) => !rank.has(member));
  }
  for (const member of members) if (!rank.has(member)) rank.set(member, { front: Infinity, crowding: 0 });
  return rank;
}

/** Negative when a is the better one: an earlier front, then fewer neighbours. */
function better(rank: Ranking, a: Member, b: Member): number {
  const [of, other] = [rank.get(a)!, rank.get(b)!];
  if (of.front !== other.front) return of.front < other.front ? -1 : 1;
  if (of.crowding !== other.crowding) return of.crowding > other.crowding ? -1 : 1;
  return 0;
}

/** A child of two members of the population that may be run. */
function bred(
  population: readonly Member[],
  rank: Ranking,
  schemes: WholeSchemes,
  methods: readonly string[],
  maxLength: number,
  source: () => number,
): number[] {
  const below = (count: number) => Math.floor(source() * count);
  const any = <T>(list: readonly T[]) => list[below(list.length)]!;
  const tournament = () => {
    const [a, b] = [any(population), any(population)];
    return better(rank, a, b) <= 0 ? a.steps : b.steps;
  };
  for (let tries = 0; tries < mostTries; tries++) {
    const [mother, father] = [tournament(), tournament()];
    let steps = [...mother];
    if (source() < crossoverChance) {
      steps = [...mother.slice(0, 1 + below(mother.length)), ...father.slice(below(father.length))];
    }
    const dice = source();
    if (dice < mutation.replace) {
      const at = below(steps.length);
      const kin = methods.flatMap((method, i) => (method === methods[steps[at]!] ? [i] : []));
      steps[at] = source() < 0.5 ? any(kin) : below(methods.length);
    } else if (dice < mutation.replace + mutation.insert) {
      steps.splice(below(steps.length + 1), 0, below(methods.length));
    } else if (dice < mutation.replace + mutation.insert + mutation.drop && steps.length > 1) {
      steps.splice(below(steps.length), 1);
    }
    steps = steps.slice(0, maxLength);
    if (schemes.isPossible(steps)) return steps;
  }
  return schemes.draw(source);
}
