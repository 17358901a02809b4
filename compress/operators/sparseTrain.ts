import { z } from "zod";
import { CompressError } from "../errors.ts";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { copyModel } from "../prune/surgery.ts";
import { trainModel } from "../training/train.ts";

/**
 * Trains with an L1 penalty on the batch-norm scales, so that channels the network can spare end
 * near zero.
 *
 *   loss = cross-entropy + strength * sum |gamma|
 *
 * Removes nothing itself: `prune` with score `bnScale` follows it.
 * Source: Liu et al., "Learning Efficient Convolutional Networks through Network Slimming", ICCV
 * 2017, arXiv:1708.06519, equation 1.
 */
export const sparseTrain = defineOperator({
  id: "sparseTrain",
  params: z.strictObject({
    epochs: z.number().min(0).max(10), //   x E0, rounded to whole epochs, at least one
    strength: z.number().min(0).max(1), //  the paper's lambda; its authors use 1e-4 for VGG and 1e-5 for ResNet
    learningRate: z.number().positive().max(10).optional(),
  }),
  async apply(model, { epochs, strength, learningRate }, context) {
    if (!model.weights.some(({ originalName }) => originalName.endsWith("/gamma")))
      throw new CompressError(
        "bad_model",
        "sparseTrain works on batch-norm scales, and this model has no batch normalisation.",
      );
    const sparse = await copyModel(model);
    try {
      const plan = {
        ...context.plan,
        epochs: wholeEpochs(epochs, context.original),
        learningRate: learningRate ?? context.plan.learningRate,
        batchNormScaleL1: strength,
      };
      await trainModel(sparse, context.data, plan, context);
      return sparse;
    } catch (error) {
      sparse.dispose();
      throw error;
    }
  },
});
