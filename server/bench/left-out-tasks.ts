import { meanRanks, pairedPValue } from "./paired.ts";
import { type Estimate, estimate } from "./score-steps.ts";

/** A search that was chosen without a task, on that task. */
export interface LeftOutTask {
  task: string;
  /** Of the best mean rank on all other tasks. */
  chosen: string;
  value: Estimate;
  /** The one with the highest mean on this task, and how far the chosen one is behind it. */
  best: string;
  behindBest: Estimate;
  /** Of these differences; 1 where the chosen one is the best. */
  p: number;
}

/**
 * Leaves out each task in turn: the search is chosen by its mean rank on the others, and what counts
 * is how good it is on the one that had no part in the choice.
 *
 * @param values of each task and search, of which more is better, one for each seed
 * @returns none with fewer than two tasks
 */
export function leftOutTasks(values: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>): LeftOutTask[] {
  if (values.size < 2) return [];
  return [...values].map(([task, here]) => {
    const names = [...here.keys()];
    const others = [...values].filter(([other]) => other !== task).map(([, of]) => of);
    const { ranks } = meanRanks(new Map(names.map((name) => [name, others.flatMap((of) => of.get(name)!)])));
    const [chosen] = names.toSorted((a, b) => ranks.get(a)! - ranks.get(b)!) as [string];
    const mean = (name: string) => estimate(here.get(name)!).mean;
    const [best] = names.toSorted((a, b) => mean(b) - mean(a)) as [string];
    const behind = here.get(best)!.map((value, seed) => value - here.get(chosen)![seed]!);
    return {
      ...{ task, chosen, best, p: pairedPValue(behind) },
      ...{ value: estimate(here.get(chosen)!), behindBest: estimate(behind) },
    };
  });
}
