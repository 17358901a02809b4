import { z } from "zod";
import { augmentations } from "../training/plan.ts";

const fraction = z.number().min(0).max(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal");

/** What is known about a stored model: where it came from, what it costs, how good it is. */
export const modelCard = z.strictObject({
  /** The network it started as: `resnet20`. */
  network: z.string().min(1),
  /** First-stage filters where they are not the network's usual ones. */
  width: z.int().positive().optional(),
  /** What was opened to train it: the options of `datasets`, whose name is always there. */
  dataset: z.looseObject({ name: z.string().min(1) }),
  /** Content of the data: equal fingerprints, equal images. */
  datasetFingerprint: z.string().optional(),
  /** How many images the data has, all splits together: a feature of the task. */
  images: z.int().positive(),
  /** One image, and the classes in the order of the outputs. */
  shape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  classes: z.array(z.string()).min(1),
  /** Per channel, of values in 0..1: what a user of the model does to an image first. */
  normalisation: z.strictObject({ mean: z.array(z.number()), std: z.array(z.number()) }),
  seed: z.int(),
  /** E0, the epochs the original was trained for. */
  pretrainEpochs: z.int().nonnegative(),
  batchSize: z.int().positive(),
  learningRate: z.number().nonnegative(),
  /** How training images were varied, where it is not as their data set says. */
  augmentation: z.enum(augmentations).optional(),
  /** P, multiply-accumulates and F, as `countCost` counts them. */
  parameters: z.int().positive(),
  macs: z.int().nonnegative(),
  flops: z.int().nonnegative(),
  validationAccuracy: fraction,
  testAccuracy: fraction,
  /**
   * Lineage: the original model's hash, null for an original; and the strategies that led here from
   * it.
   */
  original: hash.nullable(),
  scheme: z.array(z.string()),
});
export type ModelCard = z.infer<typeof modelCard>;

/** A card as it lies beside the model, with the content hash that the files must have. */
export const storedCard = modelCard.extend({ hash });
