import { type Graph, type RecordedTrial, run, type StudyName, trialsOfStudy } from "../../graph/index.ts";

/** Trials of a study with all that is recorded of them, in the order of their numbers here; none for one that is gone. */
export async function trialsByNumber(graph: Graph, study: StudyName, numbers: number[]): Promise<RecordedTrial[]> {
  const found = new Map((await run(graph, trialsOfStudy, { study, numbers })).map((trial) => [trial.number, trial]));
  return numbers.flatMap((number) => found.get(number) ?? []);
}
