import type { Evaluate, Search, Trial } from "../../search/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import type { EvaluationContext } from "../study/evaluate.ts";
import { countSteps, type MeasuredPoint, type StepLog } from "./count-steps.ts";
import { type RealTask, trainedStep } from "./real-task.ts";
import { thisMachine } from "./report.ts";
import type { StepRecord } from "./step-record.ts";

/** What a search measured on a model: points by test data, and the steps' rows in order. */
export interface TrainedRun extends StepLog {
  steps: StepRecord[];
  /** How far off its predictions of AR_step and PR_step were, where it made any. */
  errors: { arStep: number; prStep: number; unchanged: number }[];
}

/** How far a search goes, and with what its steps are trained. */
export interface TrainedBudget {
  context: Omit<EvaluationContext, "model" | "steps">;
  steps: number;
  /** γ */
  target: number;
  /** Receives the row of each step, also of one that was trained before, or none where it was refused. */
  onStep: (row: StepRecord | undefined) => Promise<void>;
}

/**
 * Runs a search on a model until it has measured so many steps, each of them really trained and none
 * ended early. Searches choose by validation data; the points are by test data.
 */
export async function trainedRun(
  search: Search,
  task: RealTask,
  model: StoredModel,
  { context, steps, target, onStep }: TrainedBudget,
): Promise<TrainedRun> {
  const { cpu, cores, platform } = thisMachine();
  const hardware = `${cpu}, ${cores} cores, ${platform}`;
  const points: MeasuredPoint[] = [];
  const inOrder: StepRecord[] = [];
  const evaluate: Evaluate = async (scheme) => {
    const outcome = await trainedStep(task, model, context, hardware, scheme);
    await onStep(outcome.state === "failed" ? undefined : outcome.row);
    if (outcome.state === "failed") {
      points.push({ ar: -1, pr: 0 });
      return outcome;
    }
    const { after, original } = outcome.row;
    inOrder.push(outcome.row);
    points.push({
      ar: after.testAccuracy / original.testAccuracy - 1,
      pr: 1 - after.parameters / original.parameters,
    });
    return { state: "complete", accuracy: after.validationAccuracy, parameters: after.parameters };
  };
  const errors: TrainedRun["errors"] = [];
  const compare = (trial: Trial) => {
    if (trial.state !== "complete" || !trial.predicted) return;
    const { arStep, prStep, predicted } = trial;
    if (arStep === null || prStep === null) return;
    errors.push({
      arStep: Math.abs(predicted.arStep - arStep),
      prStep: Math.abs(predicted.prStep - prStep),
      unchanged: Math.abs(arStep),
    });
  };
  const budget = { seed: context.seed, steps, target, mostRemoved: task.mostRemoved };
  const { cpuSeconds } = await countSteps(search, { ...task, evaluate }, budget, undefined, compare);
  return { points, cpuSeconds, steps: inOrder, errors };
}
