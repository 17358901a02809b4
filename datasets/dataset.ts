import { z } from "zod";
import type { Augmentation } from "./augmentation.ts";

/** The data sets this project knows. */
export const datasetNames = ["mnist", "cifar10", "cifar100"] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Images of one byte per value, 0 to 255: `[count, height, width, channels]` in memory, or read one by
 * one, `[height, width, channels]`, where they are too many.
 */
export type Images = Uint8Array | { at(index: number): Uint8Array };

/** `[count]`, an index into the classes. */
export type Labels = Uint8Array | Uint16Array;

/** Some images with their labels. */
export interface Split {
  images: Images;
  labels: Labels;
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
  /** How training images are varied where nothing else is said; absent for not at all. */
  augmentation?: Augmentation;
  /**
   * SHA-256 in hexadecimal over the name, the options and the bytes of the splits; where the files
   * are does not matter.
   */
  fingerprint: string;
}

/** A data set whose images all are in memory. */
export interface DatasetInMemory extends Dataset {
  splits: Record<keyof Dataset["splits"], Split & { images: Uint8Array; labels: Uint8Array }>;
}

/** What to open, and how much of it. */
export interface DatasetOptions {
  /** One that AutoMC knows (`datasetNames`), or one of the user's own. */
  name: string;
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
  labels: Labels;
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
  name: z.string().min(1).max(64),
  path: z.string().min(1).max(4096).optional(),
  sample: z.number().gt(0).max(1),
  validationFraction: z.number().min(0).lt(1),
  trainCount: z.int().positive().optional(),
  testCount: z.int().positive().optional(),
  seed: z.int(),
});
