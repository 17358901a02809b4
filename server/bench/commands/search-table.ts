import { mean } from "d3-array";
import { putFile } from "../../artifacts/atomic-write.ts";
import { openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { criticalDifferencePlot } from "../../plots/critical-difference.ts";
import { version } from "../../version.ts";
import { type ComparedSearch, compareSearches, printComparison } from "../compare-searches.ts";
import { type LeftOutTask, leftOutTasks } from "../left-out-tasks.ts";
import { optunaVersion } from "../optuna-bridge.ts";
import { type MeanRanks, meanRanks, pairedPValue } from "../paired.ts";
import { type PlayedLog, playTable, type TablePlay, type TaskRuns } from "../play-table.ts";
import { thisMachine } from "../report.ts";
import { areaOf, type Estimate, estimate } from "../score-steps.ts";

/** What is missing of an area is no less than this, as its logarithm is taken. */
const leastMissing = 1e-6;

interface TableSearch extends Omit<TablePlay, "without"> {
  table: string;
  plot?: string;
  without: ("sources" | "graph" | "experience")[];
  json: boolean;
}

/** A search on a task at one of several budgets. */
interface AtBudget {
  budget: number;
  hypervolume: Estimate;
  behindFirst: Estimate;
  /** Of the differences to the first search; 1 for itself. */
  p: number;
  /** Logarithm to base 10 of the area that is missing to the best-known front. */
  logMissing: Estimate;
}

interface TaskFigures {
  task: string;
  cells: ComparedSearch[];
  /** At equal numbers of steps, and at equal simulated seconds. */
  bySteps: { name: string; at: AtBudget[] }[];
  bySeconds: { name: string; at: AtBudget[] }[];
}

/**
 * `automc bench search --table`: every search on every task of a folder of CompressBench, where the
 * surrogate answers in place of training, at equal numbers of steps and at equal simulated seconds.
 *
 * The best-known front of a task is that of all points which any of them found with any seed.
 *
 * @param given the options that were written, by name
 * @throws BadInput where one of them is for landscapes only
 */
export async function benchSearchOnTable(options: TableSearch, given: readonly string[]): Promise<void> {
  const { json, table: folder, plot, ...play } = { ...options, without: options.without.filter(isKnowledge) };
  refuseLandscapes(options, given);
  const session = openSession({ quiet: json });
  const played = await playTable(session, folder, play);
  const checkpoints = [10, 20, 40, 80, 160].filter((steps) => steps < play.steps).concat(play.steps);
  const tasks = [...played].map(([task, runs]) => figuresOf(task, runs, checkpoints));
  const ranks = checkpoints.map((steps) => ({ steps, ...ranksAt(played, steps) }));
  if (plot) {
    const last = ranks.at(-1)!;
    await putFile(plot, await criticalDifferencePlot(`Mean rank by hypervolume after ${last.steps} steps`, last));
  }
  const leftOut = leftOutTasks(areasAt(played, checkpoints.at(-1)!));
  const versions = { automc: version, node: process.versions.node, optuna: optunaVersion };
  const about = { name: "search", table: folder, ...play, versions, machine: thisMachine() };
  if (json) {
    const asData = ranks.map(({ ranks: of, ...rest }) => ({ ...rest, ranks: Object.fromEntries(of) }));
    return printJson({ ...about, tasks, ranks: asData, leftOut });
  }
  for (const { task, cells, bySteps, bySeconds } of tasks) {
    print(`${task}: ${play.seeds.length} seeds, ${play.steps} steps each, γ ${play.target}`);
    printComparison(cells);
    print("log10 of the hypervolume that is missing to the best-known front, at so many steps");
    printBudgets(bySteps, ({ logMissing }) => figure(logMissing, 1, 2));
    print(`hypervolume x 100 at so many simulated seconds; behind ${bySeconds[0]!.name}, paired (* p < .05)`);
    printBudgets(bySeconds, ({ hypervolume, behindFirst, p }) => {
      return `${figure(hypervolume, 100, 1)}, ${figure(behindFirst, 100, 1)}${p < 0.05 ? " *" : ""}`;
    });
  }
  printRanks(ranks, tasks);
  printLeftOut(leftOut);
  const { cpu, cores, platform } = about.machine;
  print(
    `AutoMC ${version}, Node ${versions.node}${play.optuna.length > 0 ? `, ${versions.optuna}` : ""}; ${cpu}, ${cores} cores, ${platform}; seeds ${play.seeds.join(", ")}.`,
  );
}

const isKnowledge = (part: TableSearch["without"][number]) => part !== "sources";

/** Options of `bench search` that a table has no use for, and how they are written. */
const ofLandscapes: Record<string, string> = {
  ...{ variants: "--variants", batch: "--batch", objective: "--objective", storage: "--storage" },
  ...{ earlier: "--earlier", earlierStudies: "--earlier-studies", earlierSteps: "--earlier-steps" },
};

function refuseLandscapes({ without }: TableSearch, given: readonly string[]): void {
  const found = given.find((name) => ofLandscapes[name]);
  const written = found ? ofLandscapes[found] : without.includes("sources") ? "--without sources" : undefined;
  if (written) throw new BadInput(`${written} is for landscapes, and does not go with --table; leave one of them out.`);
}

function figuresOf(task: string, runs: TaskRuns, checkpoints: readonly number[]): TaskFigures {
  const all = [...runs.values()].flat();
  const secondsOfStep = mean(all, ({ clock }) => clock.at(-1)! / clock.length)!;
  const clocks = checkpoints.map((steps) => Math.round(steps * secondsOfStep));
  const upToStep = ({ points }: PlayedLog, steps: number) => points.slice(0, steps);
  const upToSecond = ({ points, clock }: PlayedLog, second: number) => points.filter((_, at) => clock[at]! <= second);
  return {
    task,
    cells: compareSearches(runs, checkpoints.at(-1)!),
    bySteps: atBudgets(runs, checkpoints, upToStep),
    bySeconds: atBudgets(runs, clocks, upToSecond),
  };
}

function atBudgets(
  runs: TaskRuns,
  budgets: readonly number[],
  upTo: (run: PlayedLog, budget: number) => PlayedLog["points"],
): TaskFigures["bySteps"] {
  const whole = areaOf([...runs.values()].flat().flatMap(({ points }) => points));
  const areas = new Map(
    [...runs].map(([name, of]) => [name, budgets.map((budget) => of.map((run) => areaOf(upTo(run, budget))))]),
  );
  const first = [...areas.values()][0]!;
  return [...areas].map(([name, byBudget]) => ({
    name,
    at: byBudget.map((values, at) => {
      const behind = values.map((value, seed) => first[at]![seed]! - value);
      return {
        budget: budgets[at]!,
        hypervolume: estimate(values),
        behindFirst: estimate(behind),
        p: pairedPValue(behind),
        logMissing: estimate(values.map((value) => Math.log10(Math.max(whole - value, leastMissing)))),
      };
    }),
  }));
}

/** Of every task and search the hypervolume after so many steps, seed by seed. */
function areasAt(tasks: ReadonlyMap<string, TaskRuns>, steps: number): Map<string, Map<string, number[]>> {
  const areas = (of: readonly PlayedLog[]) => of.map(({ points }) => areaOf(points.slice(0, steps)));
  return new Map([...tasks].map(([task, runs]) => [task, new Map([...runs].map(([name, of]) => [name, areas(of)]))]));
}

/** Ranks over all tasks and seeds, by hypervolume after so many steps. */
function ranksAt(tasks: ReadonlyMap<string, TaskRuns>, steps: number): MeanRanks {
  const areas = [...areasAt(tasks, steps).values()];
  return meanRanks(new Map([...areas[0]!.keys()].map((name) => [name, areas.flatMap((of) => of.get(name)!)])));
}

function figure({ mean: middle, standardError }: Estimate, times: number, digits: number): string {
  return `${(times * middle).toFixed(digits)} ± ${(times * standardError).toFixed(digits)}`;
}

function printBudgets(rows: TaskFigures["bySteps"], cell: (at: AtBudget) => string): void {
  const heads = rows[0]!.at.map(({ budget }) => `at ${budget}`);
  print(
    table(
      ["search", ...heads],
      rows.map(({ name, at }) => [name, ...at.map(cell)]),
    ),
  );
}

function printRanks(ranks: readonly ({ steps: number } & MeanRanks)[], tasks: readonly TaskFigures[]): void {
  const { blocks, criticalDifference } = ranks[0]!;
  print(
    `mean rank by hypervolume over ${tasks.length} tasks and all seeds (${blocks} blocks); ` +
      `ranks nearer than ${criticalDifference.toFixed(2)} are not told apart (Nemenyi, 5 %)`,
  );
  print(
    table(
      ["search", ...ranks.map(({ steps }) => `at ${steps}`)],
      [...ranks[0]!.ranks.keys()].map((name) => [name, ...ranks.map((of) => of.ranks.get(name)!.toFixed(2))]),
    ),
  );
}

function printLeftOut(tasks: readonly LeftOutTask[]): void {
  if (tasks.length === 0) return;
  print("hypervolume x 100 on each task of the search that ranks best on all the others, after the last step");
  print(
    table(
      ["task", "chosen on the others", "hypervolume", "best here", "behind the best, paired"],
      tasks.map(({ task, chosen, value, best, behindBest, p }) => [
        ...[task, chosen, figure(value, 100, 1), best],
        chosen === best ? "" : `${figure(behindBest, 100, 1)}${p < 0.05 ? " *" : ""}`,
      ]),
    ),
  );
}
