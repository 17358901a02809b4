import { z } from "zod";

/** The data sets this project knows. */
export const datasetNames = ["mnist", "cifar10", "cifar100"] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Some images with their labels. */
export interface Split {
  /** `[count, height, width, channels]`, one byte per value, 0 to 255. */
  images: Uint8Array;
  /** `[count]`, an index into the classes. */
  labels: Uint8Array;
  count: number;
}

/** A data set, opened, split and ready to be batched. */
export interface Dataset {
  name: string;
  classes: string[];
  shape: ImageShape;
  splits: { train: Split; validation: Split; test: Split };
  /** Per channel, of images / 255, over the training split alone. */
  normalisation: { mean: number[]; std: number[] };
  /**
   * SHA-256 in hexadecimal over the name, the options and the bytes of the splits; where the files
   * are does not matter.
   */
  fingerprint: string;
}

/** What to open, and how much of it. */
export interface DatasetOptions {
  name: DatasetName;
  /**
   * A folder with the binary files, or the official archive (CIFAR only). Default: the folder of
   * fetched data sets.
   */
  path?: string | undefined;
  /** Fraction of every split to keep, stratified by class: in (0, 1], the paper uses 0.1. */
  sample: number;
  /** Fraction of the training data held back for choosing: in [0, 1). */
  validationFraction: number;
  /** At most so many training images; the validation split shrinks in the same proportion. */
  trainCount?: number | undefined;
  /** At most so many test images. */
  testCount?: number | undefined;
  seed: number;
}

/** A source of images that has not been read into a split yet. */
export interface ImageSource {
  /** `[count]`, an index into the classes. */
  labels: Uint8Array;
  /** Writes image `index` as height x width x channels bytes into `target` from `offset` on. */
  copy(index: number, target: Uint8Array, offset: number): void;
}

/** What a reader returns: the training pool, and the official test set where there is one. */
export interface DatasetSources {
  train: ImageSource;
  test: ImageSource | null;
}

/** The border: what `openDataset` accepts. */
export const datasetOptions = z.strictObject({
  name: z.enum(datasetNames),
  path: z.string().min(1).max(4096).optional(),
  sample: z.number().gt(0).max(1),
  validationFraction: z.number().min(0).lt(1),
  trainCount: z.int().positive().optional(),
  testCount: z.int().positive().optional(),
  seed: z.int(),
});
