import {
  forgetEvaluations,
  type Graph,
  type RecordedTrial,
  reopenTrials,
  run,
  runOne,
  type StudyName,
  showStudy,
  trialsOfStudy,
} from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { BadInput } from "../errors.ts";
import { staleSeconds } from "./claim.ts";

/**
 * Takes back trials that were recorded falsely, the failed ones where none are named, and all that
 * came after the first of them: what a search chooses depends on every trial before. What was
 * measured for a trial that is named is forgotten; what later ones measured is remembered, so they
 * are made again in no time where the search chooses them again.
 *
 * Resolves to the numbers of the first and of how many were taken back.
 *
 * @throws BadInput for a trial that is not there, or where no trial failed.
 * @throws GraphError `not_found` for an unknown study, `conflict` for one that a process runs.
 */
export async function retryTrials(
  { graph, artifacts }: { graph: Graph; artifacts: Artifacts },
  name: StudyName,
  numbers: readonly number[],
): Promise<{ from: number; reopened: number }> {
  const { baseArtifact } = await runOne(graph, showStudy, { name });
  const trials = await run(graph, trialsOfStudy, { study: name });
  const missing = numbers.find((number) => !trials.some((trial) => trial.number === number));
  if (missing !== undefined) {
    throw new BadInput(
      `Study "${name}" has no trial ${missing}; it has ${trials.length} (automc search show ${name}).`,
    );
  }
  const wrong = trials.filter((trial) =>
    numbers.length > 0 ? numbers.includes(trial.number) : trial.state === "failed",
  );
  if (wrong.length === 0) {
    throw new BadInput(`No trial of study "${name}" has failed; name those that are to be made again.`);
  }
  const from = Math.min(...wrong.map(({ number }) => number));
  const { reopened } = await runOne(graph, reopenTrials, { name, from, staleSeconds });
  for (const trial of wrong) {
    await forget(artifacts, trial);
    if (baseArtifact !== null) await run(graph, forgetEvaluations, { scheme: trial.scheme, original: baseArtifact });
  }
  return { from, reopened };
}

async function forget(artifacts: Artifacts, trial: RecordedTrial): Promise<void> {
  const key = trial.state === "failed" ? null : trial.evaluationKey;
  if (key !== null) await artifacts.forget("evaluations", key);
}
