import { z } from "zod";
import {
  exportFormats,
  inferenceEngines,
  type Measurement,
  type ModelCard,
  networkIds,
  type Stage,
  scoreNames,
  widthLimits,
} from "../../compress/index.ts";
import { augmentations } from "../../datasets/index.ts";
import { ids } from "../../graph/index.ts";
import { datasetRequest } from "../artifacts/dataset-request.ts";
import { type ModelHash, modelHash } from "../artifacts/model-hash.ts";
import type { StageProgress } from "../progress.ts";

/** One operator with its parameters, as cards and `compress` name it. */
const step = z.strictObject({ operator: z.string(), params: z.record(z.string(), z.unknown()) });

/** Pretrain one of our networks from random weights. */
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

/** A trained or imported model as it was stored, with its card. */
export interface TrainResult {
  hash: ModelHash;
  card: ModelCard;
  seconds: number;
}

/**
 * When the last training of a strategy is ended before its time: when the chance that its
 * validation accuracy at the end beats that of every measured scheme with at most as many
 * parameters is below `chance`.
 */
export const earlyEndRule = z.strictObject({
  measured: z.array(z.strictObject({ parameters: z.number(), accuracy: z.number() })),
  chance: z.number().min(0).max(1),
});
export type EarlyEndRule = z.infer<typeof earlyEndRule>;

/** Run one strategy's steps on a stored model. */
export const compressJob = z.strictObject({
  kind: z.literal("compress"),
  /**
   * Hash of the model the steps start from, and of the one at the scheme's START: P(M), E0 and the
   * data are the latter's.
   */
  model: modelHash,
  original: modelHash,
  /** The strategies so far, this one included. */
  scheme: z.array(ids.strategy).min(1),
  steps: z.array(step).min(1),
  seed: z.int().nonnegative(),
  /** What every step has to heed: layers to keep, by name, and a multiple for widths. */
  widths: widthLimits.optional(),
  /** Without it, every training goes on to its end. */
  endEarly: earlyEndRule.optional(),
});
export type CompressJob = z.infer<typeof compressJob>;

/**
 * A compressed model as it was stored and measured; accuracies are fractions, on held-out images.
 */
export interface CompressResult extends Measurement {
  /** Content hash of the stored model. */
  hash: ModelHash;
  /** One line per operator, in order. */
  stages: Stage[];
  /** What the operators report, for example that a cap stopped the pruning. */
  notes: string[];
  seconds: number;
}

/** Why a training was ended before its time. Accuracies are fractions, on validation data. */
export interface Pruning {
  /** In one sentence. */
  reason: string;
  /** Epochs it trained for, of how many. */
  epochs: number;
  of: number;
  /** The accuracy that is to be expected at the end, and the chance that it beats the rival's. */
  expected: number;
  chance: number;
  rival: number;
  /** Accuracy after each epoch. */
  curve: number[];
}

/**
 * What a job of compression that was ended early leaves: no model, and figures of its last epoch.
 */
export interface PrunedResult extends Measurement {
  pruning: Pruning;
  stages: Stage[];
  notes: string[];
  seconds: number;
}

/** Measure a stored model again, from its files alone. */
export const measureJob = z.strictObject({ kind: z.literal("measure"), model: modelHash });
export type MeasureJob = z.infer<typeof measureJob>;

/** A stored model's cost and accuracy, measured again. */
export type MeasureResult = Measurement;

/** Store a model of the user's own. */
export const importJob = z.strictObject({
  kind: z.literal("import"),
  file: z.string().min(1),
  /** What to call the network. */
  network: z.string().min(1),
  dataset: datasetRequest,
  /**
   * How the model wants its pixels: by the data's mean and deviation, in 0..1, in -1..1, as bytes,
   * or by ImageNet's mean and deviation, as torchvision's networks do.
   */
  input: z.enum(["standardised", "unit", "signed", "bytes", "imagenet"]),
  /**
   * How it was trained, which operators take their measure from: E0, images a step, rate at the
   * start.
   */
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  learningRate: z.number().positive(),
  /** How its training images were varied; default: as the data set says. */
  augmentation: z.enum(augmentations).optional(),
  /** Whether its batch norms' statistics are computed anew before it is stored. */
  settle: z.boolean().default(false),
  seed: z.int().nonnegative(),
});
export type ImportJob = z.infer<typeof importJob>;

/** An imported model as it was stored. */
export interface ImportResult extends TrainResult {
  /** Its accuracy on test data when its batch norms' statistics are computed anew, a fraction. */
  settledTestAccuracy: number;
}

/** Look at a file of the user's own, and store nothing. */
export const checkJob = z.strictObject({
  kind: z.literal("check"),
  file: z.string().min(1),
  /** Height and width where the file leaves them open. */
  size: z.tuple([z.int().positive(), z.int().positive()]).optional(),
  /** Layers to keep, by name or pattern. */
  keep: z.array(z.string().min(1)).min(1).optional(),
  /** Whether the model fits these data is said too. */
  dataset: datasetRequest.optional(),
  seed: z.int().nonnegative(),
});
export type CheckJob = z.infer<typeof checkJob>;

/** Measure what stored models cost, in turns. */
export const costJob = z.strictObject({
  kind: z.literal("costSheets"),
  models: z.array(modelHash).min(1),
  batchSizes: z.array(z.int().positive()).min(1),
  engines: z.array(z.enum(inferenceEngines)).min(1),
});
export type CostJob = z.infer<typeof costJob>;

/** Measure a stored model without some channels of each of its groups, one group at a time. */
export const sensitivityJob = z.strictObject({
  kind: z.literal("sensitivity"),
  model: modelHash,
  score: z.enum(scoreNames),
  /**
   * Most validation images; batches of training images for the batch norms before each measurement,
   * 0 for none.
   */
  images: z.int().positive(),
  recalibrate: z.int().nonnegative(),
  seed: z.int().nonnegative(),
});
export type SensitivityJob = z.infer<typeof sensitivityJob>;

/**
 * Write a stored model in another program's format into an empty folder; resolves to compress'
 * ExportFacts.
 */
export const exportJob = z.strictObject({
  kind: z.literal("export"),
  model: modelHash,
  format: z.enum(exportFormats),
  /** What its README calls it. */
  name: z.string(),
  to: z.string(),
});
export type ExportJob = z.infer<typeof exportJob>;

/** What the training process does for the platform; `bench` brings jobs of its own. */
export type Job = TrainJob | CompressJob | MeasureJob | ImportJob | CheckJob | CostJob | SensitivityJob | ExportJob;

/** Receives how far a job is. */
export type Report = (progress: StageProgress) => void;

/** What the training process is asked: a job, and where models and data sets are (AUTOMC_HOME). */
export interface JobRequest {
  home: string;
  job: { kind: string };
}

/** A kind of job: what its request looks like, and what does it. */
export interface JobKind {
  request: z.ZodType;
  run: (job: never, home: string, report: Report) => Promise<unknown>;
}

/** A kind of job whose `run` takes just what its request describes. */
export function jobKind<Request extends z.ZodType>(
  request: Request,
  run: (job: z.output<Request>, home: string, report: Report) => Promise<unknown>,
): JobKind {
  return { request, run };
}
