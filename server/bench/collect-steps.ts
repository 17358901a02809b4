import type { Graph, StrategyId } from "../../graph/index.ts";
import { type Algorithm, type Evaluate, type Search, searches, type Trial } from "../../search/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import type { Session } from "../cli/session.ts";
import type { TrainingProcess } from "../training/process.ts";
import { bothOrders } from "./both-orders.ts";
import { countSteps, type MeasuredPoint, type StepLog } from "./count-steps.ts";
import { optunaRequirements, optunaSearch } from "./optuna-bridge.ts";
import type { OptunaSampler } from "./optuna-samplers.ts";
import { peerPython } from "./peer.ts";
import { realTask, trainedStep } from "./real-task.ts";
import { thisMachine } from "./report.ts";
import { type StepRecord, writeStepRecords } from "./step-record.ts";
import { type ToppedUp, topUp } from "./top-up.ts";

/** Which searches collect, how long, and where their steps go. */
export interface Collection {
  searches: Algorithm[];
  optuna: OptunaSampler[];
  /** Pairs of strategies in both orders too, as many steps of them. */
  bothOrders: boolean;
  seeds: number[];
  steps: number;
  /** γ */
  target: number;
  /** The file of rows. */
  to: string;
}

/** What a search measured on a seed: points by test data, and the steps' rows in order. */
export interface CollectedRun extends StepLog {
  steps: StepRecord[];
  /** How far off its predictions of AR_step and PR_step were, where it made any. */
  errors: { arStep: number; prStep: number; unchanged: number }[];
  /** Its best schemes after as many epochs as the other searches' on this seed. */
  toppedUp: ToppedUp[];
}

/** Shares removed at which the best schemes of searches are compared after equal epochs. */
const leasts = [0.3, 0.6];

/** What collecting works with; `timeUp` fires where the minutes are over. */
export interface Collecting {
  session: Session;
  graph: Graph;
  training: TrainingProcess;
  signal: AbortSignal;
  timeUp: AbortSignal | undefined;
}

/**
 * What every search measured on each seed that all of them finished; the rows of all steps are added to
 * `rows` and kept in the file.
 */
export async function collectSteps(
  { session, graph, training, signal, timeUp }: Collecting,
  model: StoredModel,
  rows: Map<string, StepRecord>,
  { searches: ours, optuna, seeds, steps, target, to, ...also }: Collection,
): Promise<Map<string, CollectedRun[]>> {
  const { artifacts, config, progress } = session;
  const python = optuna.length > 0 ? await peerPython(config, optunaRequirements(optuna), progress) : "";
  const { cpu, cores, platform } = thisMachine();
  const contenders: [string, Search][] = [
    ...ours.map((name): [string, Search] => [name, searches[name]]),
    ...optuna.map((name): [string, Search] => [`optuna ${name}`, optunaSearch({ config, python }, name, () => {})]),
    ...(also.bothOrders ? [["both orders", bothOrders] satisfies [string, Search]] : []),
  ];
  const runs = new Map<string, CollectedRun[]>(contenders.map(([name]) => [name, []]));
  const bar = progress.begin("steps", contenders.length * seeds.length * steps);
  let done = 0;
  try {
    for (const seed of seeds) {
      const task = await realTask({ graph, artifacts, progress, signal }, model, seed);
      const ofSeed = new Map<string, Omit<CollectedRun, "toppedUp">>();
      for (const [name, search] of contenders) {
        const points: MeasuredPoint[] = [];
        const inOrder: StepRecord[] = [];
        const evaluate: Evaluate = async (scheme) => {
          const context = { artifacts, training, seed, signal };
          const outcome = await trainedStep(task, model, context, `${cpu}, ${cores} cores, ${platform}`, scheme);
          bar.update(++done, `${name}, seed ${seed}`);
          if (outcome.state === "failed") {
            points.push({ ar: -1, pr: 0 });
            return outcome;
          }
          const { key, after, original } = outcome.row;
          inOrder.push(outcome.row);
          points.push({
            ar: after.testAccuracy / original.testAccuracy - 1,
            pr: 1 - after.parameters / original.parameters,
          });
          if (!rows.has(key)) await writeStepRecords(to, [...rows.set(key, outcome.row).values()]);
          return { state: "complete", accuracy: after.validationAccuracy, parameters: after.parameters };
        };
        const budget = { seed, steps, target, mostRemoved: task.mostRemoved };
        const errors: CollectedRun["errors"] = [];
        const compare = (trial: Trial) => {
          if (trial.state !== "complete" || !trial.predicted) return;
          const { arStep, prStep, predicted } = trial;
          if (arStep === null || prStep === null) return;
          errors.push({
            arStep: Math.abs(predicted.arStep - arStep),
            prStep: Math.abs(predicted.prStep - prStep),
            unchanged: Math.abs(arStep),
          });
        };
        const { cpuSeconds } = await countSteps(search, { ...task, evaluate }, budget, undefined, compare);
        ofSeed.set(name, { points, cpuSeconds, steps: inOrder, errors });
      }
      const context = { artifacts, training, seed, signal };
      const stepsOf = (id: StrategyId) => task.strategies.get(id)!.steps;
      const measured = [...ofSeed.values()].map((of) => of.steps);
      const toppedUp = await topUp(context, model, stepsOf, measured, leasts);
      for (const [at, [name, run]] of [...ofSeed].entries()) runs.get(name)!.push({ ...run, toppedUp: toppedUp[at]! });
    }
    bar.end();
  } catch (error) {
    if (!timeUp?.aborted) throw error;
    bar.end("the minutes are over; the same command continues");
  }
  return runs;
}
