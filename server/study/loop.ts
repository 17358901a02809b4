import {
  type Graph,
  type RecordedTrial,
  recordTrial,
  run,
  type StrategyId,
  type StudyName,
  trialsOfStudy,
} from "../../graph/index.ts";
import {
  type Candidate,
  type Evaluate,
  type Measured,
  type Outcome,
  type Pruned,
  paretoFront,
  type Search,
  type SearchInput,
  schemeId,
  type Trial,
} from "../../search/index.ts";
import { ServerError } from "../errors.ts";
import { engineVersion } from "../training/evaluation-key.ts";
import type { Evaluation, PrunedEvaluation } from "./evaluate.ts";
import { baseCost, costedTrial, costOf, type Objective } from "./objective.ts";

/** The original model, measured once. */
export interface Base {
  parameters: number;
  flops: number;
  /** On validation data: what the search chooses by. */
  validationAccuracy: number;
  /** On test data: what is reported. */
  testAccuracy: number;
}

/**
 * What the loop works with: every capability is an argument, so a test passes a formula and an
 * ablation another function.
 */
export interface Study
  extends Pick<
    SearchInput,
    "task" | "target" | "trials" | "maxLength" | "batch" | "random" | "mostRemoved" | "earlier" | "signal"
  > {
  graph: Graph;
  name: StudyName;
  base: Base;
  candidates: Candidate[];
  /** What is reduced beside the parameters. */
  objective?: Objective | undefined;
  search: Search;
  /**
   * Runs a scheme for real, and resolves to what was measured, a sentence why it can't run, or what
   * there is of one that was ended early; `front` are the schemes so far that none beats by
   * validation accuracy and parameters, smallest first.
   */
  evaluate: (
    scheme: readonly StrategyId[],
    front: readonly Measured[],
  ) => Promise<Outcome<Evaluation> | PrunedEvaluation>;
}

/**
 * The whole platform on one screen: the search proposes a scheme, its steps run, the graph
 * remembers, the search learns.
 *
 * Trials recorded earlier take the place of the evaluation, so a study that was interrupted,
 * wherever, goes on as if it had not been; those are not yielded again.
 *
 * @throws ServerError `study_differs` when the search would not make the recorded trials again,
 * before anything new is run.
 */
export async function* study(s: Study): AsyncGenerator<RecordedTrial> {
  const recorded = new Map<string, RecordedTrial>();
  for (const trial of await run(s.graph, trialsOfStudy, { study: s.name })) recorded.set(trial.scheme, trial);
  const order = [...recorded.values()];
  const evaluations = new Map<string, Evaluation | PrunedEvaluation>();
  let front: Measured[] = [];
  let asked = 0;
  const evaluate: Evaluate = async (scheme) => {
    const earlier = recorded.get(schemeId(scheme));
    const due = order[asked++];
    if (due && due !== earlier) throw otherHistory(s.name, due);
    if (earlier) return recordedAsSearched(earlier, s.objective);
    const outcome = await s.evaluate(scheme, front);
    if (outcome.state !== "failed") evaluations.set(schemeId(scheme), outcome);
    return asSearched(outcome, s.objective);
  };
  const cost = s.objective && { cost: baseCost(s.base, s.objective) };
  const base = { accuracy: s.base.validationAccuracy, parameters: s.base.parameters, ...cost };
  for await (const trial of s.search({ ...s, base, evaluate })) {
    if (trial.state === "complete") front = withScheme(front, trial.measured);
    if (recorded.has(schemeId(trial.scheme))) continue;
    const evaluation = evaluations.get(schemeId(trial.scheme));
    await run(s.graph, recordTrial, { study: s.name, ...asRecorded(trial, s.base, evaluation) });
    const [row] = await run(s.graph, trialsOfStudy, { study: s.name, from: trial.number });
    if (row) yield row;
  }
}

function otherHistory(name: StudyName, { number }: RecordedTrial): ServerError {
  const message = `Study "${name}" can't go on: what it chooses from has changed since its trial ${number} was recorded, so its history can't be repeated; begin a new study.`;
  return new ServerError("study_differs", message);
}

/** The front with one more scheme, smallest first. */
function withScheme(front: readonly Measured[], { accuracy, parameters }: Measured): Measured[] {
  const all = [...front, { parameters, accuracy }];
  const unbeaten = paretoFront(all, (scheme) => [scheme.accuracy, -scheme.parameters]);
  return unbeaten.sort((a, b) => a.parameters - b.parameters);
}

/** Latency as a trial records it; nothing where the study did not ask for it. */
function latencyOf(evaluation: Evaluation | PrunedEvaluation) {
  if (!("latency" in evaluation)) return {};
  const { ms, baseMs } = evaluation.latency;
  return { latencyMs: ms, baseLatencyMs: baseMs, lr: (baseMs - ms) / baseMs };
}

/** An outcome as the search sees it: on validation data. */
function asSearched(
  outcome: Outcome<Evaluation> | PrunedEvaluation,
  objective: Objective | undefined,
): Outcome<Measured> | Pruned {
  if (outcome.state === "failed") return { state: "failed", failure: outcome.failure };
  const cost = objective && { cost: costOf(outcome, objective) };
  const figures = { accuracy: outcome.validationAccuracy, parameters: outcome.parameters, ...cost };
  if (outcome.state === "complete") return { state: "complete", ...figures };
  const { reason, expected } = outcome.pruning;
  return { state: "pruned", ...figures, reason, expected };
}

function recordedAsSearched(trial: RecordedTrial, objective: Objective | undefined): Outcome<Measured> | Pruned {
  if (trial.state === "failed") return { state: "failed", failure: trial.failure };
  const cost = objective && { cost: costOf(costedTrial(trial), objective) };
  const figures = { accuracy: trial.validationAccuracy, parameters: trial.parameters, ...cost };
  if (trial.state === "complete") return { state: "complete", ...figures };
  const { reason, expected } = trial.pruned;
  return { state: "pruned", ...figures, reason, expected };
}

/**
 * A trial as the graph records it: rates on test data, as published results have them, beside those
 * the search saw.
 */
function asRecorded(trial: Trial, base: Base, evaluation: Evaluation | PrunedEvaluation | undefined) {
  const about = {
    ...{ number: trial.number, scheme: [...trial.scheme] },
    earlierWeights: trial.earlierWeights ?? null,
  };
  if (trial.state === "failed") return { ...about, state: trial.state, failure: trial.failure };
  if (!evaluation) throw new Error(`Trial ${trial.number} is ${trial.state}, but was never evaluated.`);
  const figures = {
    ...about,
    accuracy: evaluation.testAccuracy,
    baseAccuracy: base.testAccuracy,
    ar: (evaluation.testAccuracy - base.testAccuracy) / base.testAccuracy,
    pr: (base.parameters - evaluation.parameters) / base.parameters,
    fr: (base.flops - evaluation.flops) / base.flops,
    parameters: evaluation.parameters,
    flops: evaluation.flops,
    ...latencyOf(evaluation),
    validationAccuracy: evaluation.validationAccuracy,
    validationAr: trial.ar,
    arStep: trial.arStep,
    prStep: trial.prStep,
    predictedArStep: trial.predicted?.arStep ?? null,
    predictedPrStep: trial.predicted?.prStep ?? null,
    seconds: evaluation.seconds,
    evaluationKey: evaluation.key,
    engineVersion,
    stages: evaluation.stages,
  };
  if (!("pruning" in evaluation)) return { ...figures, state: "complete" as const, artifact: evaluation.hash };
  const { curve: _, ...pruned } = evaluation.pruning; // its stage has the curve
  return { ...figures, state: "pruned" as const, pruned };
}
