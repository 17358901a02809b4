import {
  run as ask,
  listStudies,
  type RecordedStudy,
  requestStop,
  runOne,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { percent } from "../../format.ts";
import { knownStudy } from "../../study/known.ts";
import { rateOf, recordedObjective } from "../../study/objective.ts";
import { readFront } from "../../study/outlook.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { epochsSaved, trialTable } from "../views/trial-table.ts";

/**
 * `automc search stop`: asks the process that runs the study to stop; it does within two seconds.
 */
export async function stop(name: string): Promise<void> {
  await inGraph(openSession(), async (graph) => {
    await knownStudy(graph, name);
    const { state } = await runOne(graph, requestStop, { name });
    print(state === "running" ? `Study "${name}" is asked to stop.` : `Study "${name}" does not run: it is ${state}.`);
  });
}

/** `automc search ls`. */
export async function list({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const studies = await ask(graph, listStudies, {});
    if (json) return printJson(studies);
    const rows = studies.map(({ name, taskId, algorithm, target, seed, state, trials, ...study }) => [
      name,
      taskId,
      `${algorithm}${missing(study)}${beside(study)}`,
      percent(target),
      seed,
      state,
      trials,
    ]);
    const head = ["study", "task", "algorithm", "target", "seed", "state", "trials"];
    print(table(head, rows, "no study yet; begin one: automc search run MODEL"));
  });
}

/** `automc search show`: a study and all its trials. */
export async function show(name: string, { json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const study = await knownStudy(graph, name);
    const trials = await ask(graph, trialsOfStudy, { study: name });
    if (json) return printJson({ ...study, trials });
    print(`${studyLine(study)}\n${learnedFrom(study)}${trialTable(study, trials)}${epochsSaved(trials)}`);
  });
}

/** `automc search best`: the Pareto front, best first. */
export async function best(name: string, { json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const study = await knownStudy(graph, name);
    const { front } = await readFront(graph, study);
    if (json) return printJson(front);
    print(`${studyLine(study)}\n${trialTable(study, front)}`);
  });
}

/** The earlier studies that a study learned from, in a line; none where there are none. */
function learnedFrom({ earlier, earlierWeights }: RecordedStudy): string {
  if (!earlier?.length) return "";
  const each = earlier.map(({ name, trials }) => {
    const weight = earlierWeights?.[name];
    return `"${name}" (${trials} ${trials === 1 ? "trial" : "trials"}, ${weight === undefined ? "unused" : `weight ${weight.toFixed(2)}`})`;
  });
  return `It learned from earlier studies, whose last weights are beside: ${each.join(", ")}.\n`;
}

/** What a study goes without, in words; nothing for most. */
function missing({ config: { without } }: Pick<RecordedStudy, "config">): string {
  return Array.isArray(without) ? ` without ${without.join(", ")}` : "";
}

/** The objectives of a study, in words; nothing where it has two. */
function beside(study: Pick<RecordedStudy, "config">): string {
  const objective = recordedObjective(study);
  return objective === undefined ? "" : ` by AR, PR and ${rateOf(objective).toUpperCase()}`;
}

/** A study in one line. */
export function studyLine({ name, taskId, target, seed, ...study }: RecordedStudy): string {
  return `Study "${name}": ${study.algorithm} search${missing(study)}${beside(study)} on ${taskId}, target PR ${percent(target)}, seed ${seed}`;
}
