import { mean } from "d3-array";
import { print } from "../cli/session.ts";
import { table } from "../cli/terminal.ts";
import type { StepLog } from "./count-steps.ts";
import { type Estimate, estimate, frontOf, type Score, score } from "./score-steps.ts";

const figures = ["hypervolume", "bestAt30", "bestAt60", "igdPlus", "kneePr"] as const satisfies (keyof Score)[];

/** How good a search's first steps were, over its runs. */
export interface ComparedAt extends Record<(typeof figures)[number], Estimate> {
  steps: number;
  /** Processor time of the search itself for a step, since the checkpoint before. */
  msPerStep: number;
  /** How far its hypervolume is behind that of the first search, run by run. */
  behindFirst: Estimate;
}

/** A search's figures at every checkpoint. */
export interface ComparedSearch {
  name: string;
  at: ComparedAt[];
}

/**
 * Compares searches at 10, 20, 40, ... measured steps.
 *
 * Run i of every search is on the same task with the same seed; differences are paired, and IGD+ is
 * to the front of all of them together.
 */
export function compareSearches(runs: ReadonlyMap<string, readonly StepLog[]>, steps: number): ComparedSearch[] {
  const checkpoints = [10, 20, 40, 80, 160, 320, 1000].filter((checkpoint) => checkpoint < steps);
  checkpoints.push(steps);
  const scores = scoresOf(runs, checkpoints);
  const first = [...scores.values()][0]!;
  return [...runs].map(([name, logs]) => ({
    name,
    at: checkpoints.map((checkpoint, k) => ({
      steps: checkpoint,
      msPerStep: mean(logs, ({ cpuSeconds }) => msPerStep(cpuSeconds, checkpoints[k - 1] ?? 0, checkpoint))!,
      ...(Object.fromEntries(
        figures.map((figure) => [figure, estimate(scores.get(name)!.map((of) => of[k]![figure]))]),
      ) as Record<(typeof figures)[number], Estimate>),
      behindFirst: estimate(scores.get(name)!.map((of, i) => first[i]![k]!.hypervolume - of[k]!.hypervolume)),
    })),
  }));
}

/**
 * Prints the comparison as three tables: hypervolume, best accuracies, cost.
 *
 * @param third what the third objective's rate is called, where there is one
 */
export function printComparison(compared: readonly ComparedSearch[], third?: string): void {
  const first = compared[0]!.name;
  const percent = ({ mean, standardError }: Estimate) =>
    `${(100 * mean).toFixed(1)} ± ${(100 * standardError).toFixed(1)}`;
  const heads = compared[0]!.at.map(({ steps }) => `at ${steps}`);
  const space = third ? `[AR, PR, ${third}] above (-0.5, 0, 0)` : "[AR, PR] above (-0.5, 0)";
  print(`hypervolume x 100 of ${space}, mean ± standard error; behind ${first}, paired`);
  print(
    table(
      ["search", ...heads, ...heads.map((head) => `behind ${head}`)],
      compared.map(({ name, at }) => [
        name,
        ...at.map((cell) => percent(cell.hypervolume)),
        ...at.map((cell) => (name === first ? "" : percent(cell.behindFirst))),
      ]),
    ),
  );
  print("the highest AR in % at PR >= 0.3 and at PR >= 0.6; IGD+ x 100 and PR of the knee at the last");
  print(
    table(
      ["search", ...heads.map((head) => `0.3 ${head}`), ...heads.map((head) => `0.6 ${head}`), "IGD+", "knee"],
      compared.map(({ name, at }) => [
        name,
        ...at.map((cell) => percent(cell.bestAt30)),
        ...at.map((cell) => percent(cell.bestAt60)),
        percent(at.at(-1)!.igdPlus),
        at.at(-1)!.kneePr.mean.toFixed(2),
      ]),
    ),
  );
  print("milliseconds of processor time a step, up to each of these steps");
  print(
    table(
      ["search", ...heads],
      compared.map(({ name, at }) => [name, ...at.map((cell) => cell.msPerStep.toFixed(1))]),
    ),
  );
}

/**
 * What a step cost on average between two of them; the first is counted from the start. A search
 * that ended before the second counts up to its end, and 0 where it has no step between them.
 */
function msPerStep(cpuSeconds: readonly number[], from: number, to: number): number {
  const last = Math.min(to, cpuSeconds.length);
  if (last <= from) return 0;
  const before = from === 0 ? 0 : cpuSeconds[from - 1]!;
  return (1000 * (cpuSeconds[last - 1]! - before)) / (last - from);
}

/** Of each search the scores at every checkpoint, seed by seed. */
function scoresOf(
  runs: ReadonlyMap<string, readonly StepLog[]>,
  checkpoints: readonly number[],
): Map<string, Score[][]> {
  const all = [...runs.values()];
  const references = all[0]!.map((_, seed) => frontOf(all.flatMap((of) => of[seed]!.points)));
  return new Map(
    [...runs].map(([name, of]) => [
      name,
      of.map(({ points }, seed) => checkpoints.map((steps) => score(points.slice(0, steps), references[seed]!))),
    ]),
  );
}
