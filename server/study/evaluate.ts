import type { SchemeId, Step, StrategyId } from "../../graph/index.ts";
import { schemeId } from "../../search/index.ts";
import { hashOf } from "../artifacts/content-hash.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { StageProgress } from "../progress.ts";
import type { CompressJob, CompressResult, EarlyEndRule, PrunedResult } from "../training/jobs.ts";
import type { Training } from "../training/pool.ts";

/**
 * Part of every evaluation's key: raise it when an operator or the training changes what it
 * computes. 5: batch norms' statistics are computed anew after every step.
 */
export const engineVersion = 5;

/** A measured scheme: its figures, where its model is, and the key under which it is remembered. */
export interface Evaluation extends CompressResult {
  key: string;
  /** Whether it was remembered from an earlier run instead of computed. */
  recalled: boolean;
  /** Milliseconds for one image, its own and the original's; where the study asks for latency. */
  latency?: { ms: number; baseMs: number };
}

/** A scheme whose last training was ended early: no model, and its figures so far. */
export interface PrunedEvaluation extends PrunedResult {
  state: "pruned";
  key: string;
}

/** What evaluating a scheme needs. */
export interface EvaluationContext {
  artifacts: Artifacts;
  training: Training;
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

/**
 * Like `evaluateScheme`, but the scheme's last training may be ended early by this rule. One that
 * ran to its end before is recalled instead; one that was ended early by the same rule too.
 */
export async function evaluateOrPrune(
  context: EvaluationContext,
  scheme: readonly StrategyId[],
  rule: EarlyEndRule,
): Promise<Evaluation | PrunedEvaluation> {
  const before = (await evaluateScheme(context, scheme.slice(0, -1))).at(-1);
  const { artifacts, model: original } = context;
  const model = before?.hash ?? original;
  const job = jobOf(context, model, scheme);
  const whole = await recalled(artifacts, hashOf([engineVersion, job]));
  if (whole) return whole;
  const asked = { ...job, endEarly: rule };
  const key = hashOf([engineVersion, asked]);
  const pruned = await artifacts.recall<PrunedResult>("evaluations", key);
  if (pruned) return { ...pruned, state: "pruned", key };
  const result = await runJob(context, asked);
  if (!("pruning" in result)) return await remembered(artifacts, hashOf([engineVersion, job]), result);
  await artifacts.remember("evaluations", key, result);
  return { ...result, state: "pruned", key };
}

async function evaluateStep(
  context: EvaluationContext,
  model: ModelHash,
  scheme: readonly StrategyId[],
): Promise<Evaluation> {
  const { artifacts } = context;
  const job = jobOf(context, model, scheme);
  const key = hashOf([engineVersion, job]);
  return (
    (await recalled(artifacts, key)) ??
    (await remembered(artifacts, key, (await runJob(context, job)) as CompressResult)) // it has no rule to end it
  );
}

/**
 * What decides the outcome of a scheme's last step. The key is over its JSON text, so the order of
 * its fields counts.
 */
function jobOf(
  { model: original, steps, seed }: EvaluationContext,
  model: ModelHash,
  scheme: readonly StrategyId[],
): CompressJob {
  const strategy = scheme.at(-1) as StrategyId;
  return { kind: "compress", model, original, scheme: [...scheme], steps: steps(strategy), seed };
}

async function recalled(artifacts: Artifacts, key: string): Promise<Evaluation | undefined> {
  const result = await artifacts.recall<CompressResult>("evaluations", key);
  return result && artifacts.hasModel(result.hash) ? { ...result, key, recalled: true } : undefined;
}

async function remembered(artifacts: Artifacts, key: string, result: CompressResult): Promise<Evaluation> {
  await artifacts.remember("evaluations", key, result);
  return { ...result, key, recalled: false };
}

async function runJob(
  { training, onProgress, signal }: EvaluationContext,
  job: CompressJob,
): Promise<CompressResult | PrunedResult> {
  const report = (progress: StageProgress) => onProgress?.({ ...progress, scheme: schemeId(job.scheme) });
  return await training.run<CompressResult | PrunedResult>(job, report, signal);
}
