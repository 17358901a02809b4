import type { SchemeId, Step, StrategyId } from "../../graph/index.ts";
import { schemeId } from "../../search/index.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import type { StageProgress } from "../progress.ts";
import { evaluationKey } from "../training/evaluation-key.ts";
import type { CompressJob, CompressResult, EarlyEndRule, PrunedResult } from "../training/jobs.ts";
import type { Training } from "../training/pool.ts";

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

/** What a user asks of every step of a scheme, besides the scheme. */
export type Demands = Pick<CompressJob, "widths">;

/** What evaluating a scheme needs. */
export interface EvaluationContext {
  artifacts: Artifacts;
  training: Training;
  /** Hash of the original model. */
  model: ModelHash;
  /** The steps of a strategy. */
  steps: (strategyId: StrategyId) => Step[];
  seed: number;
  /** What its user asks of every step; a part of the key. */
  demands?: Demands | undefined;
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
  const { device } = context.training;
  const model = before?.hash ?? original;
  const job = jobOf(context, model, scheme);
  const whole = await recalled(context, job);
  if (whole) return whole;
  const asked = { ...job, endEarly: rule };
  for (const key of keysOf(asked, device)) {
    const pruned = await artifacts.recall<PrunedResult>("evaluations", key);
    if (pruned) return { ...pruned, state: "pruned", key };
  }
  const result = await runJob(context, asked);
  if (!("pruning" in result)) return await remembered(artifacts, evaluationKey(job, device), result);
  const key = evaluationKey(asked, device);
  await artifacts.remember("evaluations", key, result);
  return { ...result, state: "pruned", key };
}

/** Whether a scheme itself is to blame: it can't run on the model, or its training died in every attempt. */
export function isSchemesFault(error: unknown): error is ServerError {
  return error instanceof ServerError && (error.code === "scheme_refused" || error.code === "scheme_poisonous");
}

async function evaluateStep(
  context: EvaluationContext,
  model: ModelHash,
  scheme: readonly StrategyId[],
): Promise<Evaluation> {
  const job = jobOf(context, model, scheme);
  const known = await recalled(context, job);
  if (known) return known;
  const result = (await runJob(context, job)) as CompressResult; // it has no rule to end it
  return await remembered(context.artifacts, evaluationKey(job, context.training.device), result);
}

/** What decides the outcome of a scheme's last step, beside the device. */
function jobOf(
  { model: original, steps, seed, demands }: EvaluationContext,
  model: ModelHash,
  scheme: readonly StrategyId[],
): CompressJob {
  const strategy = scheme.at(-1) as StrategyId;
  return { kind: "compress", model, original, scheme: [...scheme], steps: steps(strategy), seed, ...demands };
}

/** The keys of a job: on this class of device, and that of an earlier version, which did not record the class. */
function keysOf(job: CompressJob, device: string | undefined): string[] {
  return [...new Set([evaluationKey(job, device), evaluationKey(job, undefined)])];
}

async function recalled({ artifacts, training }: EvaluationContext, job: CompressJob): Promise<Evaluation | undefined> {
  for (const key of keysOf(job, training.device)) {
    const result = await artifacts.recall<CompressResult>("evaluations", key);
    if (result && artifacts.hasModel(result.hash)) return { ...result, key, recalled: true };
  }
  return undefined;
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
