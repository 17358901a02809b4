import { z } from "zod";
import type { TaskFeatures } from "./vocabulary.ts";

/** The seven features of a task (paper, section 3.3.1), as they come in and out of the graph; see `TaskFeatures`. */
export const taskFeatures = z.strictObject({
  categories: z.number().int().positive(),
  imageSize: z.number().int().positive(),
  channels: z.number().int().positive(),
  /** Number of images in all, training and test together, before any sampling. */
  dataAmount: z.number().int().positive(),
  parameters: z.number().int().positive(),
  flops: z.number().positive(),
  accuracy: z.number().min(0).max(1).nullable(),
}) satisfies z.ZodType<TaskFeatures>;

/** A map of a task's features, to be used in Cypher after a node called `task`. */
export const featuresOfTask = "{.categories, .imageSize, .channels, .dataAmount, .parameters, .flops, .accuracy}";
