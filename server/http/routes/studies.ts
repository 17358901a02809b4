import { z } from "zod";
import {
  confirmation,
  GraphError,
  ids,
  listStudies,
  run,
  runOne,
  type StudyName,
  showStudy,
  studyStates,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { ServerError } from "../../errors.ts";
import type { ExpectedFailures } from "../../failures.ts";
import { studyFront } from "../../study/front.ts";
import { recordedObjective } from "../../study/objective.ts";
import { studyRequest } from "../../study/request.ts";
import { type ApiDependencies, eventRoute, route } from "../route.ts";
import { hasEnded, studyEvents } from "../study-events.ts";
import { trialAnswer } from "./trial-shape.ts";

const number = z.number().nullable();

const study = z.object({
  name: z.string(),
  taskId: z.string(),
  algorithm: z.string(),
  target: z.number().describe("γ: least fraction of parameters to remove"),
  seed: z.int(),
  config: z.record(z.string(), z.unknown()).describe("everything else that decides its history"),
  state: z.enum(studyStates),
  failure: z.string().nullable(),
  createdAt: z.string(),
  embeddingRun: z.string().nullable().describe("whose vectors it uses; null before its first trial"),
  earlier: z
    .array(z.object({ name: z.string(), trials: z.int() }))
    .nullable()
    .describe("earlier studies that it learns from, and how many trials of each; null before its first trial"),
  earlierWeights: z
    .record(z.string(), z.number())
    .nullable()
    .describe("how much each of them counted when its last trial was chosen, 0 to 1"),
  baseAccuracy: number.describe("of the original model on test data, fraction"),
  baseValidationAccuracy: number,
  baseParameters: number,
  baseFlops: number,
  baseArtifact: z.string().nullable().describe("hash of the original model"),
  trainedOnEpochs: number.describe("epochs that the first scheme of the front trains; null before the study's end"),
  trainedOnAccuracy: number.describe("of the original trained on for so long, nothing removed, on test data, fraction"),
  trainedOnValidationAccuracy: number,
  trainedOnArtifact: z.string().nullable().describe("hash of that model"),
  trainedOnEvaluationKey: z.string().nullable(),
  confirmed: z
    .array(z.object({ number: z.int(), scheme: z.string(), confirmation }))
    .describe("schemes of the front that were run again at its end with other seeds"),
  trials: z.int().describe("recorded so far"),
});

const params = z.strictObject({ name: ids.study });
const failures: ExpectedFailures = { server: ["unknown_study"] };
const tag = "studies";

export const studies = route({
  method: "get",
  path: "/api/v1/studies",
  id: "listStudies",
  tag,
  summary: "Every study, the newest first.",
  answer: z.object({ studies: z.array(study) }),
  handle: async ({ deps }) => ({ studies: await run(deps.graph, listStudies, {}) }),
});

export const createStudy = route({
  method: "post",
  path: "/api/v1/studies",
  id: "createStudy",
  tag,
  summary: "Starts a study in a process of its own; Location is where to follow it.",
  body: studyRequest,
  status: 201,
  failures: { server: ["study_exists", "unknown_model", "unknown_method", "nothing_to_search"] },
  answer: study,
  async handle({ deps, body }) {
    const { name } = await deps.studies.start(body);
    return await find(deps, name);
  },
});

export const oneStudy = route({
  method: "get",
  path: "/api/v1/studies/{name}",
  id: "showStudy",
  tag,
  summary: "One study.",
  params,
  failures,
  answer: study,
  handle: async ({ deps, params: { name } }) => await find(deps, name),
});

export const stopStudy = route({
  method: "post",
  path: "/api/v1/studies/{name}/stop",
  id: "stopStudy",
  tag,
  summary:
    "Asks a study to stop; what it measured stays, and it can be resumed. Nothing happens to one that has ended.",
  params,
  status: 202,
  failures,
  answer: study,
  async handle({ deps, params: { name } }) {
    if (!hasEnded(await find(deps, name))) await deps.studies.stop(name);
    return await find(deps, name);
  },
});

export const trials = route({
  method: "get",
  path: "/api/v1/studies/{name}/trials",
  id: "listTrials",
  tag,
  summary: "A study's trials, in the order they were made.",
  params,
  query: z.strictObject({
    from: z.coerce.number().int().min(0).max(1_000_000).default(0).describe("from this number on"),
  }),
  failures,
  answer: z.object({ trials: z.array(trialAnswer) }),
  async handle({ deps, params: { name }, query: { from } }) {
    await find(deps, name);
    return { trials: await run(deps.graph, trialsOfStudy, { study: name, from }) };
  },
});

export const best = route({
  method: "get",
  path: "/api/v1/studies/{name}/best",
  id: "bestTrials",
  tag,
  summary:
    "What a study found: the Pareto front by [AR, PR], and a third objective where it has one, of the trials that reach its target, best first.",
  params,
  failures,
  answer: z.object({ target: z.number(), trials: z.array(trialAnswer) }),
  async handle({ deps, params: { name } }) {
    const study = await find(deps, name);
    const { target } = study;
    const recorded = await run(deps.graph, trialsOfStudy, { study: name });
    return { target, trials: studyFront(recorded, target, recordedObjective(study)) };
  },
});

export const events = eventRoute({
  path: "/api/v1/studies/{name}/events",
  id: "followStudy",
  tag,
  summary:
    "A study as server-sent events: past trials, then new ones as they come, then its end. Last-Event-ID is the number of the last trial seen.",
  params,
  failures,
  answer: {
    events: {
      study,
      trial: trialAnswer,
      progress: z.object({ stage: z.string(), done: z.number().describe("fraction"), note: z.string() }),
      end: study,
    },
  },
  async *handle({ deps, params: { name }, headers, signal }) {
    await find(deps, name);
    const seen = String(headers["last-event-id"] ?? "");
    const after = /^\d{1,9}$/.test(seen) ? Number(seen) : 0;
    yield* studyEvents(deps, name, { after, pollMs: deps.pollMs ?? 2000, signal });
  },
});

async function find({ graph }: ApiDependencies, name: StudyName) {
  try {
    return await runOne(graph, showStudy, { name });
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "not_found")) throw error;
    throw new ServerError("unknown_study", `There is no study "${name}"; GET /api/v1/studies lists them.`, {
      cause: error,
    });
  }
}
