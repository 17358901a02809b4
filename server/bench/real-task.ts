import { leastLeft } from "../../compress/index.ts";
import { taskVector } from "../../embed/index.ts";
import type { Graph, Step, StrategyId, TaskFeatures } from "../../graph/index.ts";
import type { Outcome } from "../../search/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { freshEmbedding } from "../embedding/fresh.ts";
import { predictorOfRun, vectorsOfRun } from "../embedding/store.ts";
import { ServerError } from "../errors.ts";
import type { Progress } from "../progress.ts";
import { candidatesOf } from "../study/candidates.ts";
import { type Evaluation, type EvaluationContext, evaluateOrPrune, evaluateScheme } from "../study/evaluate.ts";
import { relativeLatency } from "../study/latency.ts";
import { space } from "../study/search-space.ts";
import { taskOf } from "../study/task.ts";
import { engineVersion } from "../training/evaluation-key.ts";
import type { Landscape } from "./landscape.ts";
import type { StepRecord } from "./step-record.ts";

/** Watches a training's curve and never ends it. */
const watched = { measured: [], chance: 0 };

/** What the strategies of the graph are for a task: the space of a search, and the steps of each. */
export interface KnownTask extends Pick<Landscape, "candidates" | "task"> {
  mostRemoved: number;
  strategies: ReadonlyMap<StrategyId, { methodId: string; settings: StepRecord["settings"]; steps: Step[] }>;
}

/** The same of a model that is there, whose schemes can be trained. */
export interface RealTask extends KnownTask, Pick<Landscape, "base"> {}

interface Knowing {
  graph: Graph;
  artifacts: Artifacts;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * What is known of tasks: a function that gives any task to searches, with the vectors and NN_exp
 * that a study of it would have. Vectors are learned at most once.
 *
 * @param ablate what vectors are learned without; without experience there is no NN_exp either
 */
export async function knownTasks(
  { graph, artifacts, progress, signal }: Knowing,
  seed: number,
  ablate?: "graph" | "experience",
): Promise<(features: TaskFeatures) => KnownTask> {
  const strategies = await space(graph, { methods: undefined });
  const { id } = await freshEmbedding(graph, artifacts, { seed, ablate }, progress, signal);
  const vectors = await vectorsOfRun(artifacts, id);
  if (!vectors) throw new ServerError("job_failed", `The vectors of embedding run ${id} are not here any more.`);
  const predictor = await predictorOfRun(artifacts, id);
  const byId = new Map(strategies.map((strategy) => [strategy.id, strategy]));
  return (task) => ({
    candidates: candidatesOf(strategies, vectors, predictor && { predictor, task }),
    task: taskVector(task),
    mostRemoved: 1 - leastLeft,
    strategies: byId,
  });
}

/** A model as a task for searches; for `ablate` see `knownTasks`. */
export async function realTask(
  knowing: Knowing,
  { hash, card }: StoredModel,
  seed: number,
  ablate?: "graph" | "experience",
): Promise<RealTask> {
  const features = { ...taskOf({ hash, card }).features, accuracy: card.validationAccuracy };
  const base = { accuracy: card.validationAccuracy, parameters: card.parameters };
  return { ...(await knownTasks(knowing, seed, ablate))(features), base };
}

/**
 * Trains the last step of a scheme of a task, to its end and with its curve, and gives its row, with
 * its latency. The steps before it are recalled where they ran; what an operator refuses has no row.
 *
 * @param hardware what it runs on, for the row
 */
export async function trainedStep(
  { strategies }: RealTask,
  model: StoredModel,
  context: Omit<EvaluationContext, "model" | "steps">,
  hardware: string,
  scheme: readonly StrategyId[],
): Promise<Outcome<{ row: StepRecord }>> {
  const evaluation = { ...context, model: model.hash, steps: (id: StrategyId) => strategies.get(id)!.steps };
  try {
    const earlier = scheme.length > 1 ? (await evaluateScheme(evaluation, scheme.slice(0, -1))).at(-1)! : model.card;
    const outcome = (await evaluateOrPrune(evaluation, scheme, watched)) as Evaluation; // no chance is below 0
    const { methodId, settings } = strategies.get(scheme.at(-1)!)!;
    const { ms, baseMs } = await relativeLatency(evaluation, outcome.hash);
    const row: StepRecord = {
      ...{ key: outcome.key, task: taskOf(model).id, network: model.card.network, dataset: model.card.dataset.name },
      ...{ seed: context.seed, scheme: [...scheme], method: methodId, settings },
      ...{ original: figuresOf(model.card), before: figuresOf(earlier), after: figuresOf(outcome) },
      stages: outcome.stages.map(({ operator, seconds, curve, ...measured }) => {
        return { ...figuresOf(measured), operator, seconds, ...(curve && { curve }) };
      }),
      ...{ seconds: outcome.seconds, latency: { ms, originalMs: baseMs }, engineVersion, hardware },
    };
    return { state: "complete", row };
  } catch (error) {
    if (!(error instanceof ServerError && error.code === "scheme_refused")) throw error;
    return { state: "failed", failure: error.message };
  }
}

const figuresOf = ({ parameters, flops, validationAccuracy, testAccuracy }: StepRecord["after"]) => {
  return { parameters, flops, validationAccuracy, testAccuracy };
};
