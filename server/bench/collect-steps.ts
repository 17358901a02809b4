import type { Graph, StrategyId } from "../../graph/index.ts";
import { type Algorithm, type Search, searches } from "../../search/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import type { Session } from "../cli/session.ts";
import type { Training } from "../training/pool.ts";
import { bothOrders } from "./both-orders.ts";
import { optunaRequirements, optunaSearch } from "./optuna-bridge.ts";
import type { OptunaSampler } from "./optuna-samplers.ts";
import { peerPython } from "./peer.ts";
import { realTask } from "./real-task.ts";
import { keepStepRecord, type StepRecord } from "./step-record.ts";
import { type ToppedUp, topUp } from "./top-up.ts";
import { type TrainedRun, trainedRun } from "./trained-run.ts";

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

/** What a search measured on a seed. */
export interface CollectedRun extends TrainedRun {
  /** Its best schemes after as many epochs as the other searches' on this seed. */
  toppedUp: ToppedUp[];
}

/** Shares removed at which the best schemes of searches are compared after equal epochs. */
const leasts = [0.3, 0.6];

/** What collecting works with; `timeUp` fires where the minutes are over. */
export interface Collecting {
  session: Session;
  graph: Graph;
  training: Training;
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
      const context = { artifacts, training, seed, signal };
      const ofSeed = new Map<string, TrainedRun>();
      for (const [name, search] of contenders) {
        const onStep = async (row: StepRecord | undefined) => {
          bar.update(++done, `${name}, seed ${seed}`);
          if (row) await keepStepRecord(to, rows, row);
        };
        ofSeed.set(name, await trainedRun(search, task, model, { context, steps, target, onStep }));
      }
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
