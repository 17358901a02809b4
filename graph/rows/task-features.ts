import { z } from "zod";
import type { TaskFeatures } from "../vocabulary.ts";

const count = z.number().int().positive().nullable();

/**
 * The seven features of a task (paper, section 3.3.1), as they come in and out of the graph, null
 * where unknown; see `TaskFeatures`.
 */
export const taskFeatures = z.strictObject({
  categories: count.describe("Classes of the data set."),
  imageSize: count.describe("Height and width of an image, in pixels."),
  channels: count.describe("Channels of an image: 3 for colour."),
  dataAmount: count.describe("Images in all, training and test together, before any sampling."),
  parameters: count.describe("Parameters of the network before compression."),
  flops: z.number().positive().nullable().describe("FLOPs of one image before compression, 2 x MACs."),
  accuracy: z.number().min(0).max(1).nullable().describe("Accuracy before compression, a fraction of 1."),
}) satisfies z.ZodType<TaskFeatures>;

/** A map of a task's features, to be used in Cypher after a node called `task`. */
export const featuresOfTask = "{.categories, .imageSize, .channels, .dataAmount, .parameters, .flops, .accuracy}";
