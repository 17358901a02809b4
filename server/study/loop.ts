import { type Graph, type RecordedTrial, recordTrial, run, trialsOfStudy } from "../../graph/index.ts";
import {
  type Candidate,
  type Evaluate,
  isMeasured,
  type Search,
  type SearchInput,
  schemeId,
  type Trial,
} from "../../search/index.ts";
import { ServerError } from "../errors.ts";
import type { Outcome } from "./evaluate.ts";

/** The original model, measured once. */
export interface Base {
  parameters: number;
  flops: number;
  /** On validation data: what the search chooses by. */
  validationAccuracy: number;
  /** On test data: what is reported. */
  testAccuracy: number;
}

/** What the loop is handed: every capability is an argument, so a test passes a formula and an ablation another function. */
export interface Study
  extends Pick<SearchInput, "task" | "target" | "trials" | "maxLength" | "random" | "possible" | "signal"> {
  graph: Graph;
  name: string;
  base: Base;
  candidates: Candidate[];
  search: Search;
  /** Runs a scheme for real, and gives what was measured or a sentence why it can't run. */
  evaluate: (scheme: readonly string[]) => Promise<Outcome | { failed: string }>;
}

/**
 * The whole platform on one screen: the search proposes a scheme, its steps run, the graph remembers, the search learns.
 *
 * Trials recorded earlier answer in place of the evaluation, so a study that was interrupted, wherever, goes on as if it had not
 * been; those are not given again.
 *
 * @throws ServerError `study_differs` when the search would not make the recorded trials again, before anything new is run.
 */
export async function* study(s: Study): AsyncGenerator<RecordedTrial> {
  const recorded = new Map<string, RecordedTrial>();
  for (const trial of await run(s.graph, trialsOfStudy, { study: s.name })) recorded.set(trial.scheme, trial);
  const order = [...recorded.values()];
  const measured = new Map<string, Outcome>();
  let asked = 0;
  const evaluate: Evaluate = async (scheme) => {
    const earlier = recorded.get(schemeId(scheme));
    const due = order[asked++];
    if (due && due !== earlier) throw otherHistory(s.name, due);
    if (earlier) return answerOf(earlier);
    const outcome = await s.evaluate(scheme);
    if ("failed" in outcome) return outcome;
    measured.set(schemeId(scheme), outcome);
    return { accuracy: outcome.validationAccuracy, parameters: outcome.parameters };
  };
  const base = { accuracy: s.base.validationAccuracy, parameters: s.base.parameters };
  for await (const trial of s.search({ ...s, base, evaluate })) {
    if (recorded.has(schemeId(trial.scheme))) continue;
    await run(s.graph, recordTrial, { study: s.name, ...figures(trial, s.base, measured.get(schemeId(trial.scheme))) });
    const [row] = await run(s.graph, trialsOfStudy, { study: s.name, from: trial.number });
    if (row) yield row;
  }
}

function otherHistory(name: string, { number }: RecordedTrial): ServerError {
  const message = `Study "${name}" can't go on: what it chooses from has changed since its trial ${number} was recorded, so its history can't be repeated; begin a new study.`;
  return new ServerError("study_differs", message);
}

function answerOf(trial: RecordedTrial) {
  if (trial.validationAccuracy === null || trial.parameters === null) return { failed: trial.failure ?? "It failed." };
  return { accuracy: trial.validationAccuracy, parameters: trial.parameters };
}

/** A trial as the graph records it: rates on test data, as published results have them, beside those the search saw. */
function figures(trial: Trial, base: Base, outcome: Outcome | undefined) {
  const about = { number: trial.number, scheme: [...trial.scheme] };
  if (!isMeasured(trial) || !outcome) {
    return { ...about, state: "failed" as const, failure: "failed" in trial.measured ? trial.measured.failed : null };
  }
  return {
    ...about,
    state: "complete" as const,
    accuracy: outcome.testAccuracy,
    baseAccuracy: base.testAccuracy,
    ar: (outcome.testAccuracy - base.testAccuracy) / base.testAccuracy,
    pr: (base.parameters - outcome.parameters) / base.parameters,
    fr: (base.flops - outcome.flops) / base.flops,
    parameters: outcome.parameters,
    flops: outcome.flops,
    validationAccuracy: outcome.validationAccuracy,
    validationAr: trial.ar,
    arStep: trial.arStep,
    prStep: trial.prStep,
    predictedArStep: trial.predicted?.arStep ?? null,
    predictedPrStep: trial.predicted?.prStep ?? null,
    seconds: outcome.seconds,
    artifact: outcome.hash,
    evaluationKey: outcome.key,
    stages: outcome.stages,
  };
}
