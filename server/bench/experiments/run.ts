import type { Graph, Step, StrategyId } from "../../../graph/index.ts";
import { searches } from "../../../search/index.ts";
import type { StoredModel } from "../../artifacts/model.ts";
import type { Artifacts } from "../../artifacts/store.ts";
import type { Progress } from "../../progress.ts";
import { evaluateScheme, isSchemesFault } from "../../study/evaluate.ts";
import type { Training } from "../../training/pool.ts";
import { type RealTask, realTask } from "../real-task.ts";
import type { StepRecord } from "../step-record.ts";
import { type ToppedUp, topUp } from "../top-up.ts";
import { type TrainedRun, trainedRun } from "../trained-run.ts";
import { type Contender, experimentContenders } from "./contenders.ts";
import type { Scale } from "./scales.ts";

/** Shares of the parameters that the paper's tables are about. */
export const blocks = [0.4, 0.7] as const;
/** The least PR that is still about each: AutoMC's own scheme of the paper's block of 40 % removes 39.2 %. */
export const leasts = blocks.map((block) => block - 0.03);

/** A scheme of a contender on a network that it was not searched on; fractions on test data. */
export interface TransferredTo {
  network: string;
  /** Null where a step can't run on that network. */
  result: { pr: number; fr: number; accuracy: number } | null;
}

/** The scheme that a contender would give for a share of the parameters. */
export interface Chosen extends ToppedUp {
  block: number;
  parameters: number;
  flops: number;
  testAccuracy: number;
  /** Of the schemes for the first block alone. */
  transferred: TransferredTo[];
}

/** What came of a contender. */
export interface ContenderResult {
  contender: Contender;
  points: TrainedRun["points"];
  chosen: Chosen[];
}

/** What running needs. */
export interface ExperimentContext {
  graph: Graph;
  artifacts: Artifacts;
  training: Training;
  progress: Progress;
  signal: AbortSignal;
  seed: number;
  /** Receives each step that was trained, or recalled. */
  keep: (row: StepRecord) => Promise<void>;
}

/**
 * The paper's section 4: every contender on one model, the scheme that each would choose by
 * validation data for either block, those at equal epochs (Figure 6), and on the other networks
 * (section 4.4). Steps are stored like those of a study, so what ran before is recalled.
 */
export async function runExperiments(
  context: ExperimentContext,
  model: StoredModel,
  others: readonly StoredModel[],
  scale: Scale,
): Promise<ContenderResult[]> {
  const { graph, artifacts, progress, signal, seed } = context;
  const knowing = { graph, artifacts, progress, signal };
  const tasks = new Map<Contender["ablate"], RealTask>();
  for (const ablate of [undefined, "graph", "experience"] as const)
    tasks.set(ablate, await realTask(knowing, model, seed, ablate));
  const whole = tasks.get(undefined)!;
  const methods = [...new Set(whole.candidates.map(({ method }) => method))].sort();
  const contenders = experimentContenders(methods);
  const bar = progress.begin("experiments", contenders.length);
  const runs: { contender: Contender; of: TrainedRun[] }[] = [];
  for (const contender of contenders) {
    const of: TrainedRun[] = [];
    const note = (text: string) => bar.update(runs.length, `${contender.name}: ${text}`);
    for (const { target, steps } of budgetsOf(contender, scale))
      of.push(await runOf(context, contender, tasks.get(contender.ablate)!, model, { target, steps }, note));
    runs.push({ contender, of });
  }
  bar.end();
  const step = { artifacts, training: context.training, seed, signal };
  const stepsOf = (id: StrategyId) => whole.strategies.get(id)!.steps;
  const measured = runs.map(({ of }) => of.flatMap(({ steps }) => steps));
  const rest = progress.begin("equal epochs, then other networks", contenders.length + 1);
  const toppedUp = await topUp(step, model, stepsOf, measured, leasts);
  const results: ContenderResult[] = [];
  for (const [at, { contender, of }] of runs.entries()) {
    rest.update(at + 1, contender.name);
    const chosen: Chosen[] = [];
    for (const entry of toppedUp[at]!) {
      const { after } = measured[at]!.find(({ scheme }) => scheme.join() === entry.scheme.join())!;
      const { parameters, flops, testAccuracy } = after;
      const block = blocks[leasts.indexOf(entry.least)]!;
      const isTransferred = block === blocks[0] && contender.kind !== "ablation";
      const transferred = isTransferred ? await transferTo(context, entry.scheme, stepsOf, others) : [];
      chosen.push({ ...entry, block, parameters, flops, testAccuracy, transferred });
    }
    results.push({ contender, points: of.flatMap(({ points }) => points), chosen });
  }
  rest.end();
  return results;
}

/** A method's grid is run for either block; what searches, once, as the paper does. */
function budgetsOf({ kind }: Contender, { steps, grid }: Scale): { target: number; steps: number }[] {
  if (kind !== "method") return [{ target: blocks[0], steps }];
  return blocks.map((target, at) => ({ target, steps: grid * (at + 1) }));
}

async function runOf(
  { artifacts, training, signal, seed, keep }: ExperimentContext,
  { search, only }: Contender,
  task: RealTask,
  model: StoredModel,
  { target, steps }: { target: number; steps: number },
  note: (text: string) => void,
): Promise<TrainedRun> {
  const candidates = task.candidates.filter(({ method }) => only === undefined || method === only);
  let done = 0;
  const onStep = async (row: StepRecord | undefined) => {
    note(`step ${++done} of ${steps}`);
    if (row) await keep(row);
  };
  const budget = { context: { artifacts, training, seed, signal }, steps, target, onStep };
  return trainedRun(searches[search], { ...task, candidates }, model, budget);
}

/** A scheme from the start on other networks; only the paper's own contenders are transferred. */
async function transferTo(
  { artifacts, training, signal, seed }: ExperimentContext,
  scheme: readonly StrategyId[],
  steps: (id: StrategyId) => Step[],
  others: readonly StoredModel[],
): Promise<TransferredTo[]> {
  const transferred: TransferredTo[] = [];
  for (const { hash, card } of others) {
    const context = { artifacts, training, seed, signal, model: hash, steps };
    try {
      const { parameters, flops, testAccuracy } = (await evaluateScheme(context, scheme)).at(-1)!;
      const rates = { pr: 1 - parameters / card.parameters, fr: 1 - flops / card.flops };
      transferred.push({ network: card.network, result: { ...rates, accuracy: testAccuracy } });
    } catch (error) {
      if (!isSchemesFault(error)) throw error;
      transferred.push({ network: card.network, result: null });
    }
  }
  return transferred;
}
