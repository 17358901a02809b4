import { z } from "zod";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { copyModel } from "../prune/surgery.ts";
import { trainModel } from "../training/train.ts";

/**
 * Trains on, so that what is left makes up for what was removed.
 *
 * Source: technique TE3 of the paper's Table 1; `epochs` is HP1, a multiple of the original's
 * training epochs.
 */
export const fineTune = defineOperator({
  id: "fineTune",
  params: z.strictObject({
    epochs: z.number().min(0).max(10), //                   x E0, rounded to whole epochs
    atLeastEpochs: z.int().min(1).max(1_000).default(1), // whole epochs, whatever the multiple is
    learningRate: z.number().positive().max(10).optional(), // default: the context's
  }),
  async apply(model, { epochs, atLeastEpochs, learningRate }, context) {
    const tuned = await copyModel(model);
    try {
      const plan = {
        ...context.plan,
        epochs: wholeEpochs(epochs, context.original, atLeastEpochs),
        learningRate: learningRate ?? context.plan.learningRate,
      };
      await trainModel(tuned, context.data, plan, context);
      return tuned;
    } catch (error) {
      tuned.dispose();
      throw error;
    }
  },
});
