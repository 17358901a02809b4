import { z } from "zod";

/**
 * Which data, and how much of it: what `datasets` opens. The seed of the splits is the model's own.
 */
export const datasetRequest = z.strictObject({
  name: z.string().min(1).max(64).describe("the data set: mnist, cifar10, cifar100, or one that was added"),
  path: z.string().max(4096).optional().describe("a folder with the official binary files (CIFAR only)"),
  sample: z.number().gt(0).max(1).default(1).describe("stratified fraction of every split; the paper uses 0.1"),
  validationFraction: z.number().gt(0).lt(1).default(0.1).describe("part of the training data kept for choosing"),
  trainCount: z.int().positive().optional().describe("at most so many training images"),
  testCount: z.int().positive().optional().describe("at most so many test images"),
});
export type DatasetRequest = z.infer<typeof datasetRequest>;
