import { z } from "zod";
import { confirmation, ids, studyStates } from "../../../graph/index.ts";
import type { ExpectedFailures } from "../../failures.ts";
import { studyRequest } from "../../study/request.ts";
import { contract } from "./contract.ts";
import { listContract } from "./list-contract.ts";
import { trialAnswer } from "./trial.ts";

const number = z.number().nullable();

const study = z
  .object({
    name: z.string(),
    taskId: z.string(),
    algorithm: z.string(),
    target: z.number().describe("γ: least fraction of parameters to remove"),
    seed: z.int(),
    config: z.record(z.string(), z.unknown()).describe("everything else that decides its history"),
    state: z.enum(studyStates),
    failure: z.string().nullable(),
    createdAt: z.string(),
    embeddingRun: z
      .string()
      .nullable()
      .describe("whose vectors it uses; null before its first trial, and where its search reads none"),
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
    trainedOnAccuracy: number.describe(
      "of the original trained on for so long, nothing removed, on test data, fraction",
    ),
    trainedOnValidationAccuracy: number,
    trainedOnArtifact: z.string().nullable().describe("hash of that model"),
    trainedOnEvaluationKey: z.string().nullable(),
    confirmed: z
      .array(z.object({ number: z.int(), scheme: z.string(), confirmation }))
      .describe("schemes of the front that were run again at its end with other seeds"),
    trials: z.int().describe("recorded so far"),
  })
  .meta({ id: "Study" });

const best = z
  .object({ number: z.int(), scheme: z.string(), pr: z.number(), ar: z.number(), artifact: z.string().nullable() })
  .nullable()
  .describe("the most accurate trial of its front; null where it has none yet");

const params = z.strictObject({ name: ids.study });
const failures: ExpectedFailures = { server: ["unknown_study"] };
const tag = "studies";
const one = "/api/v1/studies/{name}";

export const listStudies = listContract({
  path: "/api/v1/studies",
  id: "listStudies",
  tag,
  summary: "Every study with its best trial, the newest first.",
  rows: "studies",
  row: study.extend({ best }).meta({ id: "ListedStudy" }),
  key: "name",
  sort: ["createdAt", "name", "state", "trials", "target", "taskId"],
  down: true,
  filter: {
    state: z.enum(studyStates).optional().describe("in this state only"),
    taskId: z.string().max(256).optional().describe("on this task only"),
    algorithm: z.string().max(64).optional().describe("by this search only"),
  },
});

export const createStudy = contract({
  method: "post",
  path: "/api/v1/studies",
  id: "createStudy",
  tag,
  summary: "Starts a study in a process of its own; Location is where to follow it.",
  body: studyRequest,
  status: 201,
  failures: { server: ["study_exists", "unknown_model", "unknown_method", "unknown_layer", "nothing_to_search"] },
  answer: study,
  location: ({ name }) => `/api/v1/studies/${encodeURIComponent(name)}`,
});

export const showStudy = contract({
  path: one,
  id: "showStudy",
  tag,
  summary: "One study.",
  params,
  failures,
  answer: study,
});

export const deleteStudy = contract({
  method: "delete",
  path: one,
  id: "deleteStudy",
  tag,
  summary: "Forgets a study that does not run, with its trials; models and remembered evaluations stay.",
  params,
  failures: { server: ["unknown_study", "study_running", "study_needed"] },
  answer: z.object({ name: z.string(), trials: z.int().describe("that were forgotten with it") }),
});

export const stopStudy = contract({
  method: "post",
  path: `${one}/stop`,
  id: "stopStudy",
  tag,
  summary:
    "Asks a study to stop; what it measured stays, and it can be resumed. Nothing happens to one that has ended.",
  params,
  status: 202,
  failures,
  answer: study,
});

export const resumeStudy = contract({
  method: "post",
  path: `${one}/resume`,
  id: "resumeStudy",
  tag,
  summary: "Goes on with a study where it stopped. Nothing happens to one that this server runs, or that is done.",
  params,
  status: 202,
  failures: { server: ["unknown_study", "study_differs"] },
  answer: study,
});

export const listTrials = listContract({
  path: `${one}/trials`,
  id: "listTrials",
  tag,
  summary: "A study's trials, in the order they were made.",
  params,
  failures,
  rows: "trials",
  row: trialAnswer,
  key: "number",
  sort: ["number", "pr", "fr", "ar", "validationAr", "accuracy", "parameters", "seconds"],
  filter: {
    from: z.coerce.number().int().min(0).max(1_000_000).default(0).describe("from this number on"),
    state: z.enum(["complete", "pruned", "failed"]).optional().describe("in this state only"),
  },
});

const columns = {
  columns: z.array(z.string()).describe("number, state, scheme, onFront, and the figures of a trial"),
  values: z
    .array(z.array(z.union([z.number(), z.string(), z.boolean(), z.null()])))
    .describe("one array for each column, with one value for each trial"),
};
const points = z.object(columns).meta({ id: "TrialPoints" });

export const studyOutlook = contract({
  path: `${one}/outlook`,
  id: "studyOutlook",
  tag,
  summary:
    "What a study has come to, quickly however many trials it has: its front, its newest trials, and where all lie.",
  params,
  query: z.strictObject({
    newest: z.coerce.number().int().min(0).max(1_000).default(60).describe("how many of the last trials"),
  }),
  failures,
  answer: z.object({
    trials: z.int().describe("recorded so far"),
    newest: points.describe("the last trials, in the order they were made"),
    front: points.describe("the front, most accurate on validation data first"),
    spread: z
      .object({
        measured: z.int().describe("trials with figures"),
        pr: z.number().describe("the highest"),
        validationAr: z.tuple([z.number(), z.number()]).describe("below the first are at most 2 %; the highest"),
      })
      .nullable()
      .describe("null where no trial has figures"),
  }),
});

export const studyPoints = contract({
  path: `${one}/points`,
  id: "studyPoints",
  tag,
  summary: "All trials of a study as charts need them: figures without stages, column by column.",
  params,
  failures,
  answer: points,
});

export const bestTrials = contract({
  path: `${one}/best`,
  id: "bestTrials",
  tag,
  summary:
    "What a study found: the Pareto front by [AR, PR], and a third objective where it has one, of the trials that reach its target, best first.",
  params,
  failures,
  answer: z.object({
    target: z.number(),
    trials: z.array(trialAnswer),
    knee: z.int().nullable().describe("number of the trial from which on more of one costs much of the other"),
  }),
});

const tolerance = z.coerce
  .number()
  .min(0)
  .max(1)
  .default(0.01)
  .describe("accuracy that may be lost on test data, fraction");

export const studyReport = contract({
  path: `${one}/report`,
  id: "studyReport",
  tag,
  summary: "Which model of a study to ship, and why; report.html beside it is the whole report.",
  params,
  query: z.strictObject({
    tolerance,
    history: z.enum(["true", "false"]).default("false").describe("true: with the hypervolume after each trial"),
  }),
  failures,
  answer: z.object({
    verdict: z.enum(["ACCEPT", "REGRESSION", "INFEASIBLE", "INCONCLUSIVE"]),
    reasons: z.array(z.string()).describe("a sentence each"),
    chosen: trialAnswer.nullable().describe("the most accurate trial of the front, which the verdict is about"),
    knee: z.int().nullable().describe("number of the trial from which on more of one costs much of the other"),
    heldOut: z
      .object({ test: z.int(), validation: z.int() })
      .nullable()
      .describe("images that accuracies were measured on; null where that is not known"),
    history: z
      .array(
        z.object({
          number: z.int(),
          seconds: z.number().describe("of work so far"),
          hypervolume: z.number().describe("above validation AR -1 and PR 0, of trials that reach the target"),
        }),
      )
      .nullable()
      .describe("null where it was not asked for"),
    widths: z
      .array(z.object({ layer: z.string(), before: z.int(), after: z.int().nullable() }))
      .describe("layers that the chosen model has narrower, or, where after is null, not at all"),
  }),
});

export const studyReportPage = contract({
  path: `${one}/report.html`,
  id: "studyReportPage",
  tag,
  summary: "The report of a study as one HTML file that loads nothing.",
  params,
  query: z.strictObject({ tolerance }),
  failures,
  answer: { documents: ["text/html"] },
});

export const exportStudy = contract({
  path: `${one}/export`,
  id: "exportStudy",
  tag,
  summary: "The trials of a study as a file: CSV and Parquet have a row for each, JSON the study too.",
  params,
  query: z.strictObject({ format: z.enum(["csv", "json", "parquet"]).default("csv") }),
  failures,
  answer: { files: ["text/csv", "application/json", "application/vnd.apache.parquet"] },
});

const compared = z
  .object({
    name: z.string(),
    taskId: z.string(),
    state: z.enum(studyStates),
    trials: z.int(),
    hypervolume: number.describe(
      "above validation AR -1 and PR 0; null where the compared studies are on different models",
    ),
    front: z.array(
      z.object({
        number: z.int(),
        scheme: z.string(),
        pr: z.number(),
        fr: z.number(),
        ar: z.number(),
        validationAr: z.number(),
        accuracy: z.number(),
        parameters: z.number(),
        artifact: z.string().nullable(),
      }),
    ),
    seconds: z.number().describe("of work, all trials together"),
  })
  .meta({ id: "ComparedStudy" });

export const compareStudies = contract({
  path: "/api/v1/compare",
  id: "compareStudies",
  tag,
  summary: "Several studies beside each other: their fronts, and of their requests only what differs.",
  query: z.strictObject({
    studies: z.string().max(2_000).describe("names, with commas between"),
  }),
  failures,
  answer: z.object({
    studies: z.array(compared),
    differs: z
      .array(z.object({ setting: z.string(), values: z.array(z.unknown()).describe("in the order of the studies") }))
      .describe("settings of the requests that are not the same"),
  }),
});

export const followStudy = contract({
  path: `${one}/events`,
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
});
