import { trainingEpochs } from "../../compress/index.ts";
import { type Graph, ids, recordTrainedOn, run, type Step, type StudyName, trialsOfStudy } from "../../graph/index.ts";
import type { StoredModel } from "../artifacts/model.ts";
import { type EvaluationContext, evaluateScheme, isSchemesFault } from "./evaluate.ts";
import { studyFront } from "./front.ts";
import type { Objective } from "./objective.ts";

/** A study that has made its trials. */
export interface EndedStudy extends EvaluationContext {
  graph: Graph;
  name: StudyName;
  base: StoredModel;
  target: number;
  objective?: Objective | undefined;
}

/**
 * Finds out what training alone gives, and records it with the study: the original is trained on,
 * nothing removed, for as many epochs as the first scheme of the front trains. An accuracy that a
 * scheme gains beyond this one it owes to more than its training.
 *
 * It is an evaluation like any other: remembered, and run once. Nothing is recorded where no scheme
 * reached the target, or the first of them trains nothing.
 *
 * @throws whatever `evaluateScheme` throws, but for a model that can't be trained.
 */
export async function recordOriginalTrainedOn({
  graph,
  name,
  base,
  target,
  objective,
  ...evaluation
}: EndedStudy): Promise<void> {
  const [best] = studyFront(await run(graph, trialsOfStudy, { study: name }), target, objective);
  const epochs = best ? trainingEpochs(best.strategyIds.flatMap(evaluation.steps), base.card) : 0;
  if (epochs === 0) return void (await run(graph, recordTrainedOn, { study: name }));
  const step: Step = { operator: "fineTune", params: { epochs: 0, atLeastEpochs: epochs } };
  try {
    const scheme = [ids.strategy.parse(`original(epochs=${epochs})`)];
    const [outcome] = await evaluateScheme({ ...evaluation, steps: () => [step] }, scheme);
    const { testAccuracy, validationAccuracy, hash, key } = outcome!;
    await run(graph, recordTrainedOn, {
      study: name,
      trainedOnEpochs: epochs,
      trainedOnAccuracy: testAccuracy,
      trainedOnValidationAccuracy: validationAccuracy,
      trainedOnArtifact: hash,
      trainedOnEvaluationKey: key,
    });
  } catch (error) {
    if (!isSchemesFault(error)) throw error;
    await run(graph, recordTrainedOn, { study: name });
  }
}
