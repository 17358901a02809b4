import { z } from "zod";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import type { Loss } from "./loss.ts";

/**
 * How an image is varied before each use: not at all, mirrored half of the time, cropped out of a
 * black border, or both.
 */
export const augmentations = ["none", "flip", "crop", "crop-flip"] as const;
export type Augmentation = (typeof augmentations)[number];

/** The learning rate over a training, see `learningRateAt`. */
const schedules = ["constant", "cosine", "step"] as const;

/** Everything about a training that is not the model, the data or the randomness. */
export const trainPlan = z.strictObject({
  epochs: z.int().min(1), //                whole passes over the training split
  batchSize: z.int().min(1), //             images; a smaller split is one batch
  learningRate: z.number().min(0), //       at the first step
  schedule: z.enum(schedules),
  momentum: z.number().min(0).lt(1),
  nesterov: z.boolean(),
  weightDecay: z.number().min(0), //        times each kernel, added to its gradient; biases and batch norms have none
  augment: z.enum(augmentations),
  batchNormScaleL1: z.number().min(0).optional(), // s of network slimming: s * sign(gamma) is added to the gradient of each batch-norm scale
});
export type TrainPlan = z.infer<typeof trainPlan>;

/**
 * How far a training is. `loss` and `accuracy` are means over the epoch so far, on the augmented
 * training images.
 */
export interface TrainProgress {
  epoch: number; //  from 1
  epochs: number;
  step: number; //   from 1, over the whole training
  steps: number;
  loss: number;
  accuracy: number;
}

/** Where a training that is watched is. */
export interface WatchedEpoch {
  /** From 1. */
  epoch: number;
  epochs: number;
  /** The learning rate at the end of each epoch, up to the last. */
  rates: readonly number[];
}

/** What a training receives. */
export interface TrainOptions {
  /** What is minimised; default: softmax cross-entropy. */
  loss?: Loss | undefined;
  /** In [0, 1), seeded by the caller: it alone decides shuffles, augmentation and dropout. */
  random: () => number;
  /**
   * Called with the weights of each epoch (from 1) in the model; it may change them, and training
   * goes on from there with the momentum kept.
   */
  afterEpoch?: ((model: tf.LayersModel, epoch: number) => void | Promise<void>) | undefined;
  /**
   * Called after each epoch but the last, when `afterEpoch` is done. It must leave the model as it
   * is; what it throws ends the training. What it does has no influence on the training.
   */
  watch?: ((model: tf.LayersModel, progress: WatchedEpoch) => Promise<void>) | undefined;
  /**
   * Numbers that are not to move: 0 where, 1 elsewhere, by a weight's full name and in its shape; a
   * weight that is not named moves freely. Asked for before the first epoch (0) and after each but
   * the last, when `afterEpoch` is done; the caller disposes them afterwards.
   */
  masks?: ((epoch: number) => ReadonlyMap<string, tf.Tensor>) | undefined;
  /** Called after every step. */
  report?: ((progress: TrainProgress) => void) | undefined;
  /** Ends the training between two steps, with CompressError `aborted`. */
  signal?: AbortSignal | undefined;
  /**
   * "graph" (default) runs one traced TensorFlow graph per step; "eager" one operation at a time,
   * several times slower: the reference.
   */
  engine?: "graph" | "eager" | undefined;
}

/**
 * What a training returned. `loss` and `accuracy` are means over the last epoch, on the augmented
 * training images.
 */
export interface TrainResult {
  loss: number;
  accuracy: number;
  steps: number;
  seconds: number;
}

/** @throws CompressError `bad_params`, naming the field. */
export function checkPlan(plan: TrainPlan): TrainPlan {
  const parsed = trainPlan.safeParse(plan);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "plan"}: ${message}`);
  throw new CompressError("bad_params", `The training plan is wrong: ${faults.join("; ")}.`, { cause: parsed.error });
}
