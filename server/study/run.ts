import { leastLeft } from "../../compress/index.ts";
import { type EmbedOptions, type Predictor, taskVector } from "../../embed/index.ts";
import {
  type EntityKey,
  type Graph,
  pinEmbedding,
  type RecordedStudy,
  releaseStudy,
  run,
  type SchemeId,
  type Step,
  type StrategyId,
} from "../../graph/index.ts";
import { type Measured, type Outcome, searches } from "../../search/index.ts";
import { readModel } from "../artifacts/model.ts";
import { modelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Clock } from "../clock.ts";
import { freshEmbedding } from "../embedding/fresh.ts";
import { predictorOfRun, vectorsOfRun } from "../embedding/store.ts";
import { ServerError } from "../errors.ts";
import { Interrupted } from "../interruption.ts";
import type { Progress, StageProgress } from "../progress.ts";
import { randomness } from "../randomness.ts";
import { leastChance } from "../training/early-end.ts";
import type { Training } from "../training/pool.ts";
import { algorithmOf, embeddingAblation, readsVectors, usesStudies } from "./ablation.ts";
import { candidatesOf } from "./candidates.ts";
import { beat, claim } from "./claim.ts";
import { confirmFront } from "./confirm.ts";
import { demandsOn } from "./demands.ts";
import { earlierStudies } from "./earlier-studies.ts";
import { type Evaluation, evaluateOrPrune, evaluateScheme, isSchemesFault, type PrunedEvaluation } from "./evaluate.ts";
import type { StudyEvent } from "./events.ts";
import { relativeLatency } from "./latency.ts";
import { study } from "./loop.ts";
import { recordedRequest, type StudyRequest } from "./request.ts";
import { space } from "./search-space.ts";
import { taskOf } from "./task.ts";
import { recordOriginalTrainedOn } from "./trained-on.ts";

/** Searches that build on every measurement, so that one that can't beat the front needs no end. */
const pruningSearches: readonly StudyRequest["algorithm"][] = ["progressive", "recurrent"];

/** What running a study needs. */
export interface StudyContext {
  graph: Graph;
  artifacts: Artifacts;
  training: Training;
  progress: Progress;
  clock: Clock;
  onEvent: (event: StudyEvent) => void;
  signal?: AbortSignal;
}

/**
 * Runs a study that was prepared, from its first trial or from where it stopped, and reports what
 * happens as events.
 *
 * One process at a time runs a study; one whose process was killed is free again after a while,
 * which is waited for. A stop that was asked for, and an interruption, end it in order; a failure
 * is recorded with the study in one line, and `search resume` goes on once its cause is mended. A
 * scheme that can't run on the model is a failed trial, and no failure of the study.
 *
 * @throws ServerError `study_running` when another process runs it.
 * @throws ServerError `study_differs` when its history can't be repeated.
 * @throws the signal's reason when that fires.
 * @throws whatever made the study fail.
 */
export async function runStudy(context: StudyContext, recorded: RecordedStudy): Promise<"done" | "stopped"> {
  const { graph, clock, onEvent } = context;
  const { name } = recorded;
  const owner = await claim(context, name);
  const stop = new AbortController();
  const released = new AbortController();
  const beating = beat({ graph, clock, signal: released.signal }, { name, owner }, () =>
    stop.abort(new Interrupted(`Study "${name}" was stopped; go on with: automc search resume ${name}`)),
  );
  const signal = AbortSignal.any([stop.signal, ...(context.signal ? [context.signal] : [])]);
  const end = async (state: "done" | "stopped" | "failed", failure: string | null = null) => {
    await run(graph, releaseStudy, { name, owner, state, failure });
    onEvent({ type: "end", state, ...(failure !== null && { failure }) });
  };
  try {
    await runTrials({ ...context, signal }, recorded);
    await end("done");
    return "done";
  } catch (error) {
    if (!signal.aborted) {
      await end("failed", (error as Error).message.split("\n")[0]).catch(() => {});
      context.progress.line(`  Once that is mended, go on with: automc search resume ${name}`);
      throw error;
    }
    await end("stopped");
    if (context.signal?.aborted) throw error;
    return "stopped";
  } finally {
    released.abort();
    await beating;
  }
}

async function runTrials(context: StudyContext & { signal: AbortSignal }, recorded: RecordedStudy): Promise<void> {
  const { graph, artifacts, training, onEvent, signal } = context;
  const request = recordedRequest(recorded);
  const algorithm = algorithmOf(request);
  const model = modelHash.parse(request.model);
  const base = await readModel(artifacts, model);
  const strategies = await space(graph, request);
  const embedding = readsVectors(request)
    ? await embeddingFor(context, recorded, embeddingAblation(request))
    : { vectors: undefined, predictor: undefined };
  const { vectors, predictor } = embedding;
  const features = { ...taskOf(base).features, accuracy: base.card.validationAccuracy };
  const candidates = candidatesOf(strategies, vectors, predictor && { predictor, task: features });
  const earlier = usesStudies(request) ? await earlierStudies(graph, recorded, taskOf(base).features) : [];
  const steps = new Map<StrategyId, Step[]>(strategies.map((strategy) => [strategy.id, strategy.steps]));
  onEvent({
    type: "started",
    study: recorded.name,
    task: recorded.taskId,
    candidates: candidates.length,
    trialsBefore: recorded.trials,
  });
  const evaluation = {
    artifacts,
    training,
    model,
    steps: (id: StrategyId) => steps.get(id) as Step[],
    seed: request.seed,
    demands: await demandsOn(artifacts, model, request),
    onProgress: (progress: StageProgress & { scheme: SchemeId }) => onEvent({ type: "progress", ...progress }),
    signal,
  };
  // The rule for an early end knows two objectives, and one that was ended early has no model to time.
  const prunes = request.pruning && request.objective === undefined && pruningSearches.includes(algorithm);
  const evaluate = async (
    scheme: readonly StrategyId[],
    front: readonly Measured[],
  ): Promise<Outcome<Evaluation> | PrunedEvaluation> => {
    try {
      const outcome = prunes
        ? await evaluateOrPrune(evaluation, scheme, { measured: [...front], chance: leastChance })
        : ((await evaluateScheme(evaluation, scheme)).at(-1) as Evaluation);
      if ("state" in outcome) return outcome;
      const latency = request.objective === "latency" && (await relativeLatency(evaluation, outcome.hash));
      return { state: "complete", ...outcome, ...(latency && { latency }) };
    } catch (error) {
      if (!isSchemesFault(error)) throw error;
      return { state: "failed", failure: error.message };
    }
  };
  const trials = study({
    graph,
    name: recorded.name,
    base: base.card,
    candidates,
    task: taskVector(features),
    target: request.target,
    objective: request.objective,
    trials: request.trials,
    maxLength: request.maxLength,
    ...(request.batch && { batch: request.batch }),
    search: searches[algorithm],
    random: randomness(request.seed),
    earlier,
    mostRemoved: 1 - leastLeft,
    evaluate,
    signal,
  });
  for await (const trial of trials) onEvent({ type: "trial", trial });
  const ended = {
    ...evaluation,
    graph,
    name: recorded.name,
    base,
    target: request.target,
    objective: request.objective,
  };
  await recordOriginalTrainedOn(ended);
  await confirmFront(ended, request.confirm, onEvent);
}

/**
 * The vectors a study began with, or, at its beginning, those of today's knowledge without what it
 * goes without, and what predicts outcomes with them, where NN_exp had results to learn from.
 */
async function embeddingFor(
  { graph, artifacts, progress, signal }: StudyContext,
  { name, embeddingRun, seed }: RecordedStudy,
  ablate: EmbedOptions["ablate"],
): Promise<{ vectors: Map<EntityKey, Float32Array>; predictor: Predictor | undefined }> {
  const id = embeddingRun ?? (await freshEmbedding(graph, artifacts, { seed, ablate }, progress, signal)).id;
  await run(graph, pinEmbedding, { study: name, run: id });
  const vectors = await vectorsOfRun(artifacts, id);
  if (vectors) return { vectors, predictor: await predictorOfRun(artifacts, id) };
  throw new ServerError(
    "study_differs",
    `The vectors of embedding run ${id}, which study "${name}" uses, are not here any more.`,
  );
}
