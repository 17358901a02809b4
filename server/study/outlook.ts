import {
  type CompleteTrial,
  type Graph,
  type RecordedStudy,
  run,
  runOne,
  type StudyName,
  someTrialPoints,
  type TrialObjectives,
  type TrialPoint,
  trialObjectives,
} from "../../graph/index.ts";
import { paretoFront, type Spread, spreadOf } from "../../search/index.ts";
import { studyFront } from "./front.ts";
import { rateOf, recordedObjective } from "./objective.ts";
import { trialsByNumber } from "./trials-by-number.ts";

/** What a study has come to, without the figures of all its trials. */
export interface Outlook {
  trials: number;
  /** The last trials, in the order they were made. */
  newest: TrialPoint[];
  /** As `studyFront` has it. */
  front: TrialPoint[];
  spread: Spread | null;
}

type Asked = Pick<RecordedStudy, "name" | "target" | "config">;

/** A study's newest trials and its front: what is first looked at, however many trials there are. Reads only. */
export async function studyOutlook(graph: Graph, study: Asked, { newest }: { newest: number }): Promise<Outlook> {
  const all = await objectivesOf(graph, study);
  const last = all.last ?? 0;
  const lastOnes = Array.from({ length: Math.min(newest, last) }, (_, before) => last - before);
  const onFront = new Set(frontNumbers(all, study));
  const numbers = [...new Set([...onFront, ...lastOnes])];
  const points = await run(graph, someTrialPoints, { study: study.name, numbers });
  return {
    trials: all.trials,
    newest: points.filter(({ number }) => number > last - newest),
    front: sorted(
      points.filter(({ number }) => onFront.has(number)),
      study,
    ),
    spread: spreadOf(all.pr, all.validationAr),
  };
}

/** A study's front with all that is recorded of its trials; of the others only what decides is read. */
export async function readFront(graph: Graph, study: Asked): Promise<{ front: CompleteTrial[]; seconds: number }> {
  const all = await objectivesOf(graph, study);
  const front = await trialsByNumber(graph, study.name as StudyName, frontNumbers(all, study));
  return { front: sorted(front, study) as CompleteTrial[], seconds: all.seconds };
}

function objectivesOf(graph: Graph, study: Asked): Promise<TrialObjectives> {
  const objective = recordedObjective(study);
  return runOne(graph, trialObjectives, { study: study.name, third: objective ? rateOf(objective) : null });
}

function frontNumbers(all: TrialObjectives, { target }: Asked): number[] {
  const reached = [...all.number.keys()].filter((at) => all.isComplete[at] && all.pr[at]! >= target);
  const third = (at: number) => (all.third.length > 0 ? [all.third[at]!] : []);
  const front = paretoFront(reached, (at) => [all.validationAr[at]!, all.pr[at]!, ...third(at)]);
  return front.map((at) => all.number[at]!);
}

/** A front as it is shown. */
function sorted<Trial extends { state: string }>(front: readonly Trial[], study: Asked): Trial[] {
  return studyFront(front, study.target, recordedObjective(study));
}
