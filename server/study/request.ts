import { z } from "zod";

/** A name of the user's choosing for a study or a model; also safe as a file name and in an address. */
export const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "use lower-case letters, digits and hyphens, 63 at most, starting with a letter or digit",
  );

/** Which data, and how much of it: what `datasets` opens. The seed of the splits is the model's own. */
export const datasetRequest = z.strictObject({
  name: z.enum(["mnist", "cifar10", "cifar100"]).describe("the data set"),
  path: z.string().max(4096).optional().describe("a folder with the official binary files (CIFAR only)"),
  sample: z.number().gt(0).max(1).default(1).describe("stratified fraction of every split; the paper uses 0.1"),
  validationFraction: z.number().gt(0).lt(1).default(0.1).describe("part of the training data kept for choosing"),
  trainCount: z.int().positive().optional().describe("at most so many training images"),
  testCount: z.int().positive().optional().describe("at most so many test images"),
});
export type DatasetRequest = z.infer<typeof datasetRequest>;

/**
 * Everything that determines a study. The same request on the same graph gives the same trials.
 * Shared by `automc search run` and `POST /api/v1/studies`.
 */
export const studyRequest = z.strictObject({
  name: name.optional().describe("default: made from the model, the algorithm and the seed"),
  model: z.string().min(1).max(128).describe("name or hash of a trained model (`automc model ls`)"),
  target: z.number().min(0).max(0.95).default(0.3).describe("γ: least fraction of parameters to remove"),
  algorithm: z.enum(["progressive", "random"]).default("progressive").describe("how the next scheme is chosen"),
  trials: z.int().min(1).max(10_000).default(12).describe("how many schemes to evaluate"),
  maxLength: z.int().min(1).max(5).default(5).describe("L: most steps in a scheme"),
  seed: z.int().min(0).max(2_147_483_647).default(1).describe("repeats a study exactly"),
  methods: z.array(z.string().min(1).max(128)).min(1).max(100).optional().describe("search among these methods only"),
});
export type StudyRequest = z.infer<typeof studyRequest>;
