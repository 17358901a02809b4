import { z } from "zod";
import { defineOperator } from "../operator.ts";
import { recalibrateBatchNorm } from "../prune/recalibration.ts";
import { copyModel } from "../prune/surgery.ts";

/**
 * Estimates the moving statistics of every batch norm from scratch on as many training images as
 * its parameters say, and keeps them so; no weight learns. After every other step the statistics
 * are computed anew without it, on a fixed number of images (`preciseBatchNorm`).
 *
 * Source: Li et al., "EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning", ECCV
 * 2020, arXiv:2007.02491, section 3.3.
 */
export const recalibrate = defineOperator({
  id: "recalibrate",
  keepsStatistics: true,
  params: z.strictObject({
    batches: z.int().min(1).max(10_000).default(20),
    batchSize: z.int().min(2).max(4_096).optional(), // default: the context's
  }),
  async apply(model, { batches, batchSize }, context) {
    const fresh = await copyModel(model);
    try {
      const { data, plan, random, signal } = context;
      const count = await recalibrateBatchNorm(fresh, data, {
        batches,
        batchSize: batchSize ?? plan.batchSize,
        random,
        signal,
      });
      if (count === 0) context.note?.("recalibrate: the model keeps no moving statistics, so nothing changed.");
      return fresh;
    } catch (error) {
      fresh.dispose();
      throw error;
    }
  },
});
