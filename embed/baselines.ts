import type { Experience } from "../graph/index.ts";
import { type TaskScale, taskVector } from "./task.ts";

/** (AR, PR), fractions. */
export type Outcome = [ar: number, pr: number];

/** Predictions of an outcome that need no vectors: the least that NN_exp has to beat. */
export const baselines = {
  /** The mean of all results. */
  mean: (known: readonly Experience[]): Outcome => meanOutcome(known),
  /** The mean of the method's results; of all, for a method without any. */
  methodMean: (known: readonly Experience[], row: Experience): Outcome => {
    const own = known.filter(({ methodId }) => methodId === row.methodId);
    return meanOutcome(own.length ? own : known);
  },
  /** PR as requested, and the mean AR of the method's results. */
  asked: (known: readonly Experience[], row: Experience): Outcome => [baselines.methodMean(known, row)[0], row.share],
  /**
   * The mean over the results on the three tasks nearest by their scaled features; of the method,
   * where it has any there.
   */
  nearestTasks: (known: readonly Experience[], row: Experience, scale: TaskScale): Outcome => {
    const here = taskVector(row.task, scale);
    const distance = ({ task }: Experience) => Math.hypot(...taskVector(task, scale).map((x, i) => x - here[i]!));
    const tasks = [...new Map(known.map((each) => [JSON.stringify(each.task), distance(each)]))];
    const nearest = new Set(
      tasks
        .sort(([, a], [, b]) => a - b)
        .slice(0, nearestCount)
        .map(([task]) => task),
    );
    const near = known.filter(({ task }) => nearest.has(JSON.stringify(task)));
    return baselines.methodMean(near, row);
  },
} as const;
export type Baseline = keyof typeof baselines;

const nearestCount = 3;

function meanOutcome(rows: readonly Experience[]): Outcome {
  const mean = (value: (row: Experience) => number) => rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  return [mean(({ ar }) => ar), mean(({ pr }) => pr)];
}
