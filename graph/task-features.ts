import { z } from "zod";
import type { TaskFeatures } from "./vocabulary.ts";

const count = z.number().int().positive().nullable();

/** The seven features of a task (paper, section 3.3.1), as they come in and out of the graph, null where unknown; see `TaskFeatures`. */
export const taskFeatures = z.strictObject({
  categories: count,
  imageSize: count,
  channels: count,
  /** Number of images in all, training and test together, before any sampling. */
  dataAmount: count,
  parameters: count,
  flops: z.number().positive().nullable(),
  accuracy: z.number().min(0).max(1).nullable(),
}) satisfies z.ZodType<TaskFeatures>;

/** A map of a task's features, to be used in Cypher after a node called `task`. */
export const featuresOfTask = "{.categories, .imageSize, .channels, .dataAmount, .parameters, .flops, .accuracy}";
