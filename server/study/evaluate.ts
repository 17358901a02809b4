import type { SchemeId, Step, StrategyId } from "../../graph/index.ts";
import { schemeId } from "../../search/index.ts";
import { hashOf } from "../artifacts/content-hash.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { StageProgress } from "../progress.ts";
import type { CompressJob, CompressResult } from "../training/jobs.ts";
import type { TrainingProcess } from "../training/process.ts";

/**
 * Part of every evaluation's key: raise it when an operator or the training changes what it
 * computes. 5: batch norms' statistics are computed anew after every step.
 */
const engineVersion = 5;

/** A measured scheme: its figures, where its model is, and the key under which it is remembered. */
export interface Evaluation extends CompressResult {
  key: string;
  /** Whether it was remembered from an earlier run instead of computed. */
  recalled: boolean;
}

/** What evaluating a scheme needs. */
export interface EvaluationContext {
  artifacts: Artifacts;
  training: Pick<TrainingProcess, "run">;
  /** Hash of the original model. */
  model: ModelHash;
  /** The steps of a strategy. */
  steps: (strategyId: StrategyId) => Step[];
  seed: number;
  onProgress?: (progress: StageProgress & { scheme: SchemeId }) => void;
  signal?: AbortSignal;
}

/**
 * Runs a scheme on the original model, one strategy after another, and resolves to what was
 * measured after each.
 *
 * A prefix of a scheme is a complete, measured point (paper, Figure 1): each one is evaluated once,
 * remembered under a key over (model before the step, steps, seed, code version) and never run
 * again, whichever study asks. The seed of a step is derived from (seed, scheme so far), not from
 * the trial's number, so a prefix is the same model in every trial.
 *
 * @throws ServerError `scheme_refused` when a step can't run on what is left of the model.
 * @throws whatever else `TrainingProcess.run` throws.
 */
export async function evaluateScheme(context: EvaluationContext, scheme: readonly StrategyId[]): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  let { model } = context;
  for (let length = 1; length <= scheme.length; length++) {
    const evaluation = await evaluateStep(context, model, scheme.slice(0, length));
    evaluations.push(evaluation);
    model = evaluation.hash;
  }
  return evaluations;
}

async function evaluateStep(
  { artifacts, training, model: original, steps, seed, onProgress, signal }: EvaluationContext,
  model: ModelHash,
  scheme: readonly StrategyId[],
): Promise<Evaluation> {
  const strategy = scheme.at(-1) as StrategyId;
  const job: CompressJob = { kind: "compress", model, original, scheme: [...scheme], steps: steps(strategy), seed };
  // Over the JSON text, so the order of the fields of `job` counts.
  const key = hashOf([engineVersion, job]);
  const remembered = await artifacts.recall<CompressResult>("evaluations", key);
  if (remembered && artifacts.hasModel(remembered.hash)) return { ...remembered, key, recalled: true };
  const report = (progress: StageProgress) => onProgress?.({ ...progress, scheme: schemeId(scheme) });
  const result = await training.run<CompressResult>(job, report, signal);
  await artifacts.remember("evaluations", key, result);
  return { ...result, key, recalled: false };
}
