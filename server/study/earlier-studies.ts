import { taskVector } from "../../embed/index.ts";
import {
  type Graph,
  listStudies,
  pinEarlierStudies,
  type RecordedStudy,
  type RecordedTrial,
  run,
  runOne,
  studiesWithSteps,
  type TaskFeatures,
  trialsOfStudy,
} from "../../graph/index.ts";
import { type EarlierStudy, earlierSteps } from "../../search/index.ts";
import { ServerError } from "../errors.ts";
import { engineVersion } from "../training/evaluation-key.ts";
import { recordedRequest, type StudyRequest } from "./request.ts";

/** How many a study learns from: those on the tasks most like its own. */
const mostStudies = 8;

type LearnedFrom = NonNullable<RecordedStudy["earlier"]>;

/**
 * What the earlier studies measured that a study learns from, for its search.
 *
 * Chosen once, when the study begins: the eight on the most alike tasks among those that measured
 * something with this version of the engine, each as far as it had come. The choice is kept with
 * the study, so one that goes on has the same; and a repeat, a study of the same request under
 * another name, has those of the first of its kind, so it makes the same trials.
 *
 * @param features of the study's task
 * @throws ServerError `study_differs` where one of them is not in the graph any more.
 */
export async function earlierStudies(
  graph: Graph,
  recorded: RecordedStudy,
  features: TaskFeatures,
): Promise<EarlierStudy[]> {
  if (recorded.earlier === null && recorded.trials > 0) return []; // It began when studies learned from none.
  const own = taskVector(features);
  const known = (await run(graph, studiesWithSteps, { engineVersion })).map((study) => ({
    ...study,
    apart: distance(own, taskVector(study.features)),
  }));
  const nearest = known
    .filter(({ name }) => name !== recorded.name)
    .toSorted((a, b) => a.apart - b.apart || b.trials - a.trials || (a.name < b.name ? -1 : 1))
    .slice(0, mostStudies)
    .map(({ name, trials }) => ({ name, trials }));
  const chosen = recorded.earlier ?? (await ofFirstOfItsKind(graph, recorded)) ?? nearest;
  const { earlier } = await runOne(graph, pinEarlierStudies, { study: recorded.name, earlier: chosen });
  return Promise.all(
    earlier.map(async ({ name, trials }) => {
      const made = (await run(graph, trialsOfStudy, { study: name })).filter(({ number }) => number <= trials);
      const study = known.find((other) => other.name === name);
      if (study && made.length === trials) {
        const steps = earlierSteps(made.flatMap((trial) => measured(trial, study.baseValidationAccuracy)));
        return { name, apart: study.apart, steps };
      }
      const message = `Study "${recorded.name}" can't go on: it learned from ${trials} trials of study "${name}", which are not in the graph any more; begin a new study.`;
      throw new ServerError("study_differs", message);
    }),
  );
}

/** What the first study of the same request learns from; null where there is none. */
async function ofFirstOfItsKind(graph: Graph, recorded: RecordedStudy): Promise<LearnedFrom | null> {
  const kind = kindOf(recordedRequest(recorded));
  const others = (await run(graph, listStudies, {})).filter(
    ({ name, earlier, config }) => name !== recorded.name && earlier !== null && kindOf(config) === kind,
  );
  const [first] = others.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1) || (a.name < b.name ? -1 : 1));
  return first?.earlier ?? null;
}

/** Everything of a request that decides what its first trials are; its budget and name do not. */
function kindOf({ name: _, trials: __, confirm: ___, ...others }: Partial<StudyRequest>): string {
  return JSON.stringify(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A trial as the search of its study saw it: on validation data, one that was ended early by what
 * was expected at its end.
 */
function measured(trial: RecordedTrial, original: number | null) {
  if (trial.state === "failed" || trial.engineVersion !== engineVersion) return [];
  const { strategyIds: scheme, validationAr, pr } = trial;
  if (trial.state === "complete") return [{ scheme, ar: validationAr, pr }];
  if (original === null) return [];
  return [{ scheme, ar: trial.pruned.expected / original - 1, pr }];
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}
