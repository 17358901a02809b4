import type { EntityKey, Experience } from "../graph/index.ts";
import type { Names, TripleSet } from "./triples.ts";

/**
 * Results about one set of strategies at one share on one task. NN_exp sees the same input for all
 * of them.
 */
export interface ExperienceGroup {
  /** The strategies that agree with what the source states, as entities. [strategies] */
  strategies: Int32Array;
  /** The task, scaled. [7] */
  task: number[];
  /** The PR asked for, a fraction. */
  share: number;
  /** (AR, PR), fractions, of each result. [results, 2] */
  outcomes: [ar: number, pr: number][];
}

/**
 * Finds, for each result, every strategy that agrees with it: one of its method, with every setting
 * that the source states. A source rarely states all settings, so one row may speak for up to 2,025
 * strategies. A row that none agrees with (its method has no strategies, or it states a value
 * outside the method's card) is excluded and counted.
 *
 * Agreement is read from `triples` alone, so nothing is learned from triples that were held out.
 */
export function groupExperience(
  rows: readonly Experience[],
  triples: TripleSet,
  scale: (row: Experience) => number[],
): { groups: ExperienceGroup[]; unmatched: number } {
  const strategiesWith = neighbourSets(triples);
  const groups = new Map<string, ExperienceGroup>();
  let unmatched = 0;
  for (const row of rows) {
    const task = scale(row);
    const stated = Object.entries(row.settings).map(([id, value]): EntityKey => `Setting:${id}=${value}`);
    const key = JSON.stringify([row.methodId, stated.sort(), row.share, task]);
    let group = groups.get(key);
    if (!group) {
      const ofMethod = strategiesWith("OF_METHOD", `Method:${row.methodId}`);
      const bySetting = stated.map((setting) => strategiesWith("WITH_SETTING", setting));
      const agreeing = [...ofMethod].filter((strategy) => bySetting.every((set) => set.has(strategy)));
      group = { strategies: Int32Array.from(agreeing), task, share: row.share, outcomes: [] };
      groups.set(key, group);
    }
    if (group.strategies.length === 0) unmatched++;
    else group.outcomes.push([row.ar, row.pr]);
  }
  return { groups: [...groups.values()].filter(({ strategies }) => strategies.length > 0), unmatched };
}

/** Looks up the heads of a relation by its tail. */
function neighbourSets(triples: TripleSet): (relation: string, tail: EntityKey) => Set<number> {
  const { names, facts } = triples;
  const found = new Map<string, Set<number>>();
  facts.forEach(({ heads, tails }, relation) => {
    tails.forEach((tail, i) => {
      const key = `${names.relations[relation]} ${names.entities[tail]}`;
      const set = found.get(key);
      if (set) set.add(heads[i]!);
      else found.set(key, new Set([heads[i]!]));
    });
  });
  return (relation, tail) => found.get(`${relation} ${tail}`) ?? new Set();
}

/** The strategies that some group speaks of, each once. */
export function strategiesIn(groups: readonly ExperienceGroup[], names: Names): Int32Array {
  const seen = new Uint8Array(names.entities.length);
  for (const { strategies } of groups) for (const strategy of strategies) seen[strategy] = 1;
  return Int32Array.from(seen.keys()).filter((entity) => seen[entity] === 1);
}
