import { z } from "zod";
import { fromJsonText, toJsonText } from "../driver/json-text.ts";
import { ids } from "../ids.ts";
import { confirmation } from "./confirmation.ts";

/** Earlier studies that a study learns from, each as far as it had come: its first trials. */
export const studiesLearnedFrom = z.array(z.object({ name: ids.study, trials: z.number().int().positive() }));

/** What became of a study: waiting for its process, running, or how it ended. */
export const studyStates = ["queued", "running", "done", "stopped", "failed"] as const;

/** The original model, measured once: what every trial of the study is compared with. */
const base = {
  /** On test data, as results are reported. */
  baseAccuracy: z.number().nullable().default(null),
  /** On validation data, as the search chooses. */
  baseValidationAccuracy: z.number().nullable().default(null),
  baseParameters: z.number().int().positive().nullable().default(null),
  baseFlops: z.number().positive().nullable().default(null),
  /** Content hash of the original model's file. */
  baseArtifact: z.string().nullable().default(null),
};

/**
 * The original trained on, nothing removed, for as many epochs as the first scheme of the study's
 * front trains; null until the study has ended, and where there is no such scheme.
 */
export const trainedOn = {
  trainedOnEpochs: z.number().int().positive().nullable().default(null),
  /** On test data, as results are reported. */
  trainedOnAccuracy: z.number().nullable().default(null),
  trainedOnValidationAccuracy: z.number().nullable().default(null),
  /** Content hash of that model's file, and the hash over everything that decides the outcome. */
  trainedOnArtifact: z.string().nullable().default(null),
  trainedOnEvaluationKey: z.string().nullable().default(null),
};

/** A study to be created. */
export const studyToCreate = z.strictObject({
  name: ids.study,
  taskId: z.string(),
  algorithm: z.string().min(1),
  /** Least PR that is asked for: γ in the paper's Definition 1. */
  target: z.number().min(0).max(1),
  seed: z.number().int(),
  /** Everything else that decides the study's history. Any JSON. */
  config: toJsonText(z.record(z.string(), z.unknown())),
  state: z.enum(studyStates).default("running"),
  /** Tells one creation from another of the same name; any text that nobody else has. */
  creation: z.string().min(1).optional(),
  ...base,
});

/** A study as it is read back. */
export const recordedStudy = z.object({
  name: ids.study,
  taskId: z.string(),
  algorithm: z.string(),
  target: z.number(),
  seed: z.number(),
  config: fromJsonText(z.record(z.string(), z.unknown())),
  state: z.enum(studyStates),
  /** Why it failed, when it did. */
  failure: z.string().nullable().default(null),
  createdAt: z.string(),
  /** The class of device that computes its evaluations; null before its first run. */
  device: z.string().nullable().default(null),
  /** The embedding run whose vectors it uses; null before its first trial. */
  embeddingRun: z.string().nullable().default(null),
  /** The earlier studies it learns from; null before its first trial, and where it does not. */
  earlier: fromJsonText(studiesLearnedFrom).nullable().default(null),
  /** How much each of them counted when its last trial was chosen, by name, 0 to 1. */
  earlierWeights: fromJsonText(z.record(z.string(), z.number())).nullable().default(null),
  ...base,
  ...trainedOn,
  /** The schemes that were run again at its end with other seeds, and what that gave. */
  confirmed: z.array(z.object({ number: z.number(), scheme: ids.scheme, confirmation: fromJsonText(confirmation) })),
  /** Trials recorded so far. */
  trials: z.number(),
});
export type RecordedStudy = z.output<typeof recordedStudy>;

/** Cypher that returns the node `study` as `recordedStudy` reads it. */
export const studyColumns = `
  study {.*,
    taskId: [(study)-[:ON_TASK]->(task:Task) | task.id][0],
    createdAt: toString(study.createdAt),
    confirmed: COLLECT {
      MATCH (scheme:Scheme)<-[:EVALUATES]-(confirmed:Trial)-[:IN_STUDY]->(study) WHERE confirmed.confirmation IS NOT NULL
      RETURN confirmed {.number, .confirmation, scheme: scheme.id} ORDER BY confirmed.number
    },
    trials: COUNT { (:Trial)-[:IN_STUDY]->(study) }
  } AS study`;

/** A row of one column, `study`. */
export const studyRow = z.object({ study: recordedStudy }).transform(({ study }) => study);
