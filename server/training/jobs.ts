import { z } from "zod";
import {
  exportFormats,
  inferenceEngines,
  type ModelCard,
  networkIds,
  type Stage,
  scoreNames,
} from "../../compress/index.ts";
import { datasetRequest } from "../artifacts/dataset-request.ts";

/** One operator with its parameters, as cards and `compress` name it. */
const step = z.strictObject({ operator: z.string(), params: z.record(z.string(), z.unknown()) });

/** Pretrain a network of ours from random weights. */
export const trainJob = z.strictObject({
  kind: z.literal("train"),
  network: z.enum(networkIds),
  width: z.int().positive().optional(),
  dataset: datasetRequest,
  /** E0, whole epochs: Table 1's `*n` multiplies it. */
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  learningRate: z.number().positive(),
  seed: z.int().nonnegative(),
});
export type TrainJob = z.infer<typeof trainJob>;

/** What a training gave: the stored model, and what is known of it. */
export interface TrainResult {
  hash: string;
  card: ModelCard;
  seconds: number;
}

/** Run one strategy's steps on a stored model. */
export const compressJob = z.strictObject({
  kind: z.literal("compress"),
  /** Hash of the model the steps start from, and of the one at the scheme's START: P(M), E0 and the data are the latter's. */
  model: z.string(),
  original: z.string(),
  /** The strategies so far, this one included. */
  scheme: z.array(z.string()).min(1),
  steps: z.array(step).min(1),
  seed: z.int().nonnegative(),
});
export type CompressJob = z.infer<typeof compressJob>;

/** What a compression gave; accuracies are fractions, measured on held-out images. */
export interface CompressResult {
  /** Content hash of the stored model. */
  hash: string;
  parameters: number;
  macs: number;
  flops: number;
  validationAccuracy: number;
  testAccuracy: number;
  /** One line per operator, in order. */
  stages: Stage[];
  /** What the operators had to say, for example that a cap stopped the pruning. */
  notes: string[];
  seconds: number;
}

/** Measure a stored model again, from its files alone. */
export const measureJob = z.strictObject({ kind: z.literal("measure"), model: z.string() });
export type MeasureJob = z.infer<typeof measureJob>;

/** What a stored model turned out to be when measured again. */
export interface MeasureResult {
  parameters: number;
  macs: number;
  flops: number;
  validationAccuracy: number;
  testAccuracy: number;
}

/** Store a model of the user's own. */
export const importJob = z.strictObject({
  kind: z.literal("import"),
  file: z.string().min(1),
  /** What to call the network. */
  network: z.string().min(1),
  dataset: datasetRequest,
  /** How the model wants its pixels: by the data's mean and deviation, in 0..1, in -1..1, or as bytes. */
  input: z.enum(["standardised", "unit", "signed", "bytes"]),
  /** How it was trained, which operators take their measure from: E0, images a step, rate at the start. */
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  learningRate: z.number().positive(),
  seed: z.int().nonnegative(),
});
export type ImportJob = z.infer<typeof importJob>;

/** Measure what stored models cost, in turns. */
export const costJob = z.strictObject({
  kind: z.literal("costSheets"),
  models: z.array(z.string()).min(1),
  batchSizes: z.array(z.int().positive()).min(1),
  engines: z.array(z.enum(inferenceEngines)).min(1),
});
export type CostJob = z.infer<typeof costJob>;

/** How a stored model does without some channels of each of its groups, one group at a time. */
export const sensitivityJob = z.strictObject({
  kind: z.literal("sensitivity"),
  model: z.string(),
  score: z.enum(scoreNames),
  /** Most validation images; batches of training images for the batch norms before each measurement, 0 for none. */
  images: z.int().positive(),
  recalibrate: z.int().nonnegative(),
  seed: z.int().nonnegative(),
});
export type SensitivityJob = z.infer<typeof sensitivityJob>;

/** Write a stored model in another program's format into an empty folder. What it gives is compress' ExportFacts. */
export const exportJob = z.strictObject({
  kind: z.literal("export"),
  model: z.string(),
  format: z.enum(exportFormats),
  /** What its README calls it. */
  name: z.string(),
  to: z.string(),
});
export type ExportJob = z.infer<typeof exportJob>;

/** Time single training steps on images of noise: one side of `automc bench train`. */
export const timeTrainingJob = z.strictObject({
  kind: z.literal("timeTraining"),
  network: z.enum(networkIds),
  /** Our traced graph, or TensorFlow.js' own `fit`. */
  side: z.enum(["traced", "fit"]),
  batchSize: z.int().positive(),
  steps: z.int().positive(),
  warmup: z.int().nonnegative(),
  seed: z.int().nonnegative(),
});
export type TimeTrainingJob = z.infer<typeof timeTrainingJob>;

/** Time graph building and surgery: one side of `automc bench prune`. */
export const timePruningJob = z.strictObject({
  kind: z.literal("timePruning"),
  network: z.enum(networkIds),
  fraction: z.number().gt(0).lt(1),
  runs: z.int().positive(),
  seed: z.int().nonnegative(),
  /** Where the weights are written for the peer. */
  weightsTo: z.string(),
});
export type TimePruningJob = z.infer<typeof timePruningJob>;

/** See what a process keeps of many steps. */
export const memoryJob = z.strictObject({
  kind: z.literal("memoryOfSteps"),
  network: z.enum(networkIds),
  steps: z.int().positive(),
  seed: z.int().nonnegative(),
});
export type MemoryJob = z.infer<typeof memoryJob>;

/** Time stored models on single images, the models in turn. */
export const timeInferenceJob = z.strictObject({
  kind: z.literal("timeInference"),
  models: z.array(z.string()).min(1),
});
export type TimeInferenceJob = z.infer<typeof timeInferenceJob>;

export const job = z.discriminatedUnion("kind", [
  trainJob,
  compressJob,
  measureJob,
  importJob,
  costJob,
  sensitivityJob,
  exportJob,
  timeTrainingJob,
  timePruningJob,
  timeInferenceJob,
  memoryJob,
]);
export type Job = z.infer<typeof job>;

/** What the training process tells while it works. */
export interface JobProgress {
  stage: string;
  /** Fraction of the stage, 0 to 1. */
  done: number;
  note: string;
}

/** Messages to and from the training process. */
export interface JobMessage {
  id: number;
  home: string;
  job: Job;
}
export type JobReply =
  | { id: number; progress: JobProgress }
  | { id: number; result: unknown }
  | { id: number; failure: { code: "job_refused" | "job_failed"; message: string } };
