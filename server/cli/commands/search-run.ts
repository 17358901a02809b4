import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import {
  run as ask,
  type Graph,
  ids,
  type RecordedStudy,
  runOne,
  showStudy,
  trialsOfStudy,
} from "../../../graph/index.ts";
import type { Artifacts } from "../../artifacts/store.ts";
import { systemClock } from "../../clock.ts";
import { BadInput, ServerError } from "../../errors.ts";
import { percent } from "../../format.ts";
import { keepFrontPlot } from "../../reports/plots.ts";
import { studyFront } from "../../study/front.ts";
import { knownStudy } from "../../study/known.ts";
import { recordedObjective } from "../../study/objective.ts";
import { findStudy, prepareStudy, studyName } from "../../study/prepare.ts";
import { recordedRequest, type StudyRequest, studyRequest } from "../../study/request.ts";
import { retryTrials } from "../../study/retry.ts";
import { runStudy } from "../../study/run.ts";
import { withStudyTraining } from "../../study/study-training.ts";
import { inGraph, openSession, print, printJson, type Session, untilInterrupted } from "../session.ts";
import { showStudyEvents } from "../views/study-progress.ts";
import { epochsSaved, trialTable } from "../views/trial-table.ts";
import { studyLine } from "./search.ts";

interface RunOptions {
  request?: string;
  name?: string;
  target: number;
  algorithm: string;
  trials: number;
  maxLength: number;
  confirm: number;
  batch?: number;
  workers?: number;
  pruning: boolean;
  methods?: string[];
  without?: string[];
  objective?: string;
  keep?: string[];
  roundTo?: number;
  resume: boolean;
  seed: number;
  json: boolean;
}

/**
 * `automc search run`: prepares a study and runs it to its end; with `--resume`, goes on with the
 * one of that name.
 */
export async function run(model: string | undefined, options: RunOptions): Promise<void> {
  const request = options.request === undefined ? requestFrom(model, options) : await requestIn(options.request);
  const session = openSession({ quiet: options.json });
  await inGraph(session, async (graph) => {
    const resumed = options.resume ? await findStudy(graph, studyName(request)) : undefined;
    if (resumed) await checkSame(session.artifacts, request, resumed);
    await execute(
      session,
      graph,
      resumed ?? (await prepareStudy({ graph, artifacts: session.artifacts }, request)),
      options,
    );
  });
}

/** `automc search resume`: goes on with a study where it stopped. */
export async function resume(name: string, options: ExecuteOptions): Promise<void> {
  const session = openSession({ quiet: options.json });
  await inGraph(session, async (graph) => execute(session, graph, await knownStudy(graph, name), options));
}

/** `automc search retry`: takes trials back, and goes on with the study from there. */
export async function retry(name: string, trials: number[], options: ExecuteOptions): Promise<void> {
  const session = openSession({ quiet: options.json });
  await inGraph(session, async (graph) => {
    const { from, reopened } = await retryTrials(
      { graph, artifacts: session.artifacts },
      ids.study.parse(name),
      trials,
    );
    session.progress.line(
      `  ${reopened === 1 ? "1 trial is" : `${reopened} trials are`} made again, from trial ${from} on.`,
    );
    await execute(session, graph, await runOne(graph, showStudy, { name }), options);
  });
}

/**
 * Refuses to go on with a study that is not the one that is asked for.
 *
 * @throws ServerError `study_differs` when they differ, naming where.
 */
async function checkSame(artifacts: Artifacts, request: StudyRequest, recorded: RecordedStudy): Promise<void> {
  const { name } = recorded;
  const config: Record<string, unknown> = recordedRequest(recorded);
  const asked: Record<string, unknown> = { ...request, model: await artifacts.resolveModel(request.model), name };
  const show = (value: unknown) => (value === undefined ? "all" : [value].flat().sort().join(" "));
  const differences = [...new Set([...Object.keys(config), ...Object.keys(asked)])]
    .filter((key) => show(config[key]) !== show(asked[key]))
    .map((key) => `${key} ${show(config[key])}, not ${show(asked[key])}`);
  if (differences.length === 0) return;
  throw new ServerError(
    "study_differs",
    `Study "${name}" has ${differences.join(", and ")}; go on with it as it is (automc search resume ${name}) or choose another name.`,
  );
}

/** How a study is run, which changes none of its trials. */
interface ExecuteOptions {
  workers?: number;
  json: boolean;
}

async function execute(
  session: Session,
  graph: Graph,
  study: RecordedStudy,
  { workers, json }: ExecuteOptions,
): Promise<void> {
  const onEvent = showStudyEvents(session.progress, recordedRequest(study).trials);
  await withStudyTraining({ ...session, graph, workers }, study, (training) =>
    untilInterrupted((signal) => runStudy({ graph, ...session, training, clock: systemClock, signal, onEvent }, study)),
  );
  const ended = await runOne(graph, showStudy, { name: study.name });
  const trials = await ask(graph, trialsOfStudy, { study: study.name });
  const front = studyFront(trials, study.target, recordedObjective(study));
  const plot = await keepFrontPlot(session.config.home, { study: ended, trials, front });
  if (json) return printJson({ study: study.name, front, plot });
  print(`${studyLine(study)}\nPareto front among schemes with PR >= ${percent(study.target)}:`);
  print(`${trialTable(ended, front)}${epochsSaved(trials)}`);
  print(`The front as a picture: ${plot}`);
}

function requestFrom(model: string | undefined, options: RunOptions): StudyRequest {
  if (model === undefined)
    throw new BadInput("Name the model to compress: automc search run MODEL (see automc model ls).");
  const { name, target, algorithm, trials, maxLength, confirm, batch, pruning, methods, without, objective, seed } =
    options;
  const { keep, roundTo } = options;
  return checked({
    model,
    target,
    algorithm,
    trials,
    maxLength,
    confirm,
    pruning,
    seed,
    ...(name && { name }),
    ...(batch && { batch }),
    ...(methods && { methods }),
    ...(without && { without }),
    ...(objective && { objective }),
    ...(keep && { keep }),
    ...(roundTo && { roundTo }),
  });
}

async function requestIn(file: string): Promise<StudyRequest> {
  const where = file === "-" ? "Standard input" : file;
  let content: string;
  try {
    content = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
  try {
    return checked(JSON.parse(content));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new BadInput(`${where} is not JSON: ${cause.message}.`, { cause });
    throw cause;
  }
}

function checked(value: unknown): StudyRequest {
  const parsed = studyRequest.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadInput(`The study request is wrong at ${issue?.path.join(".") || "the top"}: ${issue?.message}.`, {
    cause: parsed.error,
  });
}
