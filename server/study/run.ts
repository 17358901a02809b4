import { setInterval } from "node:timers";
import { leastLeft } from "../../compress/index.ts";
import { taskVector } from "../../embed/index.ts";
import {
  beatStudy,
  createStudy,
  type Graph,
  knowledgeOnly,
  listMethods,
  listStudies,
  mergeTask,
  pinEmbedding,
  type RecordedStudy,
  type RecordedTrial,
  releaseStudy,
  run,
  runOne,
  type Step,
  showStudy,
  strategiesForSearch,
  type TaskFeatures,
} from "../../graph/index.ts";
import { searches } from "../../search/index.ts";
import { datasetRequest } from "../artifacts/dataset-request.ts";
import { readModel, type StoredModel } from "../artifacts/model.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { vectorsOfRun } from "../embedding/store.ts";
import { freshEmbedding } from "../embedding/train.ts";
import { ServerError } from "../errors.ts";
import { Interrupted } from "../interruption.ts";
import type { Progress } from "../progress.ts";
import { randomness } from "../randomness.ts";
import type { JobProgress } from "../training/jobs.ts";
import type { TrainingProcess } from "../training/process.ts";
import { beatEveryMs, claim } from "./claim.ts";
import { evaluateScheme } from "./evaluate.ts";
import { study } from "./loop.ts";
import type { StudyRequest } from "./request.ts";

/** What happens in a study, in order. */
export type StudyEvent =
  | { type: "started"; study: string; task: string; candidates: number; trialsBefore: number }
  | ({ type: "progress"; scheme: string } & JobProgress)
  | { type: "trial"; trial: RecordedTrial }
  | { type: "end"; state: "done" | "stopped" | "failed"; failure?: string };

/** What running a study needs. */
export interface StudyBench {
  graph: Graph;
  artifacts: Artifacts;
  training: TrainingProcess;
  progress: Progress;
  onEvent: (event: StudyEvent) => void;
  signal?: AbortSignal;
}

/** The name a study gets when its request gives none. */
export function studyName(request: StudyRequest): string {
  return (
    request.name ??
    `${request.model}-${request.algorithm}-${request.seed}`
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, "-")
      .slice(0, 63)
  );
}

/** The study of a name, where there is one. */
export async function findStudy(graph: Graph, name: string): Promise<RecordedStudy | undefined> {
  return (await run(graph, listStudies, {})).find((study) => study.name === name);
}

/**
 * Writes a study down before it runs: its task, its request and the model it starts from.
 *
 * @throws ServerError `unknown_model`, `unknown_method`, `nothing_to_search`, `study_exists`.
 */
export async function prepareStudy(
  bench: Pick<StudyBench, "graph" | "artifacts">,
  request: StudyRequest,
): Promise<RecordedStudy> {
  const { graph, artifacts } = bench;
  const model = await readModel(artifacts, await artifacts.resolveModel(request.model));
  await space(graph, request);
  const name = studyName(request);
  if (await findStudy(graph, name)) {
    throw new ServerError(
      "study_exists",
      `There is a study "${name}" already; go on with it (automc search resume ${name}) or choose another name.`,
    );
  }
  const task = taskOf(model);
  await run(graph, mergeTask, task);
  await run(graph, createStudy, {
    name,
    taskId: task.id,
    algorithm: request.algorithm,
    target: request.target,
    seed: request.seed,
    config: { ...request, name, model: model.hash },
    state: "queued",
    baseAccuracy: model.card.testAccuracy,
    baseValidationAccuracy: model.card.validationAccuracy,
    baseParameters: model.card.parameters,
    baseFlops: model.card.flops,
    baseArtifact: model.hash,
  });
  return runOne(graph, showStudy, { name });
}

/**
 * Runs a study that was prepared, from its first trial or from where it stopped, and tells what happens.
 *
 * One process at a time runs a study; one whose process was killed is free again after a while, which is waited for. A stop that was asked for, and an interruption, end it in order; a failure is written down.
 *
 * @throws ServerError `study_running`; whatever made the study fail.
 */
export async function runStudy(bench: StudyBench, recorded: RecordedStudy): Promise<"done" | "stopped"> {
  const { graph, onEvent } = bench;
  const { name } = recorded;
  const owner = await claim(bench, name);
  const stop = new AbortController();
  const beat = setInterval(() => {
    run(graph, beatStudy, { name, owner }).then(
      ([row]) => {
        if (!row || row.stopRequested)
          stop.abort(new Interrupted(`Study "${name}" was stopped; go on with: automc search resume ${name}`));
      },
      () => {}, // the graph may be restarting: the next beat tells
    );
  }, beatEveryMs);
  const signal = AbortSignal.any([stop.signal, ...(bench.signal ? [bench.signal] : [])]);
  const end = async (state: "done" | "stopped" | "failed", failure: string | null = null) => {
    await run(graph, releaseStudy, { name, owner, state, failure });
    onEvent({ type: "end", state, ...(failure !== null && { failure }) });
  };
  try {
    await runTrials({ ...bench, signal }, recorded);
    await end("done");
    return "done";
  } catch (error) {
    if (!signal.aborted) {
      await end("failed", (error as Error).message).catch(() => {});
      throw error;
    }
    await end("stopped");
    if (bench.signal?.aborted) throw error;
    return "stopped";
  } finally {
    clearInterval(beat);
  }
}

async function runTrials(bench: StudyBench & { signal: AbortSignal }, recorded: RecordedStudy): Promise<void> {
  const { graph, artifacts, training, onEvent, signal } = bench;
  const request = recorded.config as StudyRequest;
  const { model } = request;
  const base = await readModel(artifacts, model);
  const strategies = await space(graph, request);
  const vectors = await vectorsFor(bench, recorded);
  const candidates = strategies.flatMap(({ id }) => {
    const vector = vectors.get(`Strategy:${id}`);
    return vector ? [{ id, vector }] : [];
  });
  const steps = new Map<string, Step[]>(strategies.map((strategy) => [strategy.id, strategy.steps]));
  onEvent({
    type: "started",
    study: recorded.name,
    task: recorded.taskId,
    candidates: candidates.length,
    trialsBefore: recorded.trials,
  });
  const evaluate = async (scheme: readonly string[]) => {
    try {
      const outcomes = await evaluateScheme(
        {
          artifacts,
          training,
          model,
          steps: (id) => steps.get(id) as Step[],
          seed: request.seed,
          onProgress: (progress) => onEvent({ type: "progress", ...progress }),
          signal,
        },
        scheme,
      );
      return outcomes.at(-1) as (typeof outcomes)[number];
    } catch (error) {
      if (error instanceof ServerError && error.code === "job_refused") return { failed: error.message };
      throw error;
    }
  };
  const trials = study({
    graph,
    name: recorded.name,
    base: base.card,
    candidates,
    task: taskVector({ ...taskOf(base).features, accuracy: base.card.validationAccuracy }),
    target: request.target,
    trials: request.trials,
    maxLength: request.maxLength,
    search: searches[request.algorithm],
    random: randomness(request.seed),
    possible: (scheme) => leavesEnough(scheme.map((id) => steps.get(id) as Step[])),
    evaluate,
    signal,
  });
  for await (const trial of trials) onEvent({ type: "trial", trial });
}

/** The strategies a study chooses from. */
async function space(graph: Graph, { methods }: StudyRequest) {
  if (methods) await refuseWhatCantRun(graph, methods);
  const strategies = await run(graph, strategiesForSearch, { methodIds: methods ?? null });
  if (strategies.length > 0) return strategies;
  throw new ServerError(
    "nothing_to_search",
    "No strategy can run here; see how many there are: automc graph stats, or fill the graph: automc graph init",
  );
}

/** Throws ServerError `unknown_method` or `nothing_to_search` for the first of these methods that is not there, or can't run. */
async function refuseWhatCantRun(graph: Graph, methods: readonly string[]): Promise<void> {
  const known = new Map((await run(graph, listMethods, {})).map((method) => [method.id, method]));
  const running = [...known.values()].filter(({ executable }) => executable).map(({ id }) => id);
  const others = `those that run are ${running.join(", ") || "none"}`;
  for (const id of methods) {
    const method = known.get(id);
    if (!method) throw new ServerError("unknown_method", `There is no method "${id}" in the graph; ${others}.`);
    if (!method.executable) {
      const message = `No strategy of the method ${id} can run here: it is knowledge only, ${knowledgeOnly(method)}; ${others}.`;
      throw new ServerError("nothing_to_search", message);
    }
  }
}

/** The vectors a study began with, or, at its beginning, those of today's knowledge. */
async function vectorsFor(
  { graph, artifacts, progress, signal }: StudyBench,
  { name, embeddingRun, seed }: RecordedStudy,
) {
  const id = embeddingRun ?? (await freshEmbedding(graph, artifacts, seed, progress, signal)).id;
  await run(graph, pinEmbedding, { study: name, run: id });
  const vectors = await vectorsOfRun(artifacts, id);
  if (vectors) return vectors;
  throw new ServerError(
    "study_differs",
    `The vectors of embedding run ${id}, which study "${name}" uses, are not here any more.`,
  );
}

/** Whether a scheme's steps together ask for no more than may be removed of the original's parameters. */
function leavesEnough(scheme: Step[][]): boolean {
  const removed = scheme
    .flat()
    .reduce((sum, { params: { remove } }) => sum + (typeof remove === "number" ? remove : 0), 0);
  return removed <= 1 - leastLeft + 1e-9;
}

/** The task that compressing a model is: `resnet8/mnist#1a2b3c4d`, the last part telling trained models apart. */
function taskOf({ hash, card }: StoredModel) {
  const { name, sample } = datasetRequest.parse(card.dataset);
  const dataset = sample < 1 ? `${name}@${sample}` : name;
  const features: TaskFeatures = {
    categories: card.classes.length,
    imageSize: card.shape[0],
    channels: card.shape[2],
    dataAmount: card.images,
    parameters: card.parameters,
    flops: card.flops,
    accuracy: card.testAccuracy,
  };
  return {
    id: `${card.network}/${dataset}#${hash.slice(0, 8)}`,
    features,
    dataset: { id: name, name },
    network: { id: card.network, name: card.network },
  };
}
