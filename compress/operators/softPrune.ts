import { z } from "zod";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { chooseCuts } from "../prune/allocation.ts";
import type { ChannelCut } from "../prune/cuts.ts";
import { dependencyGraph } from "../prune/dependency-graph.ts";
import { removalGoal, targetUnits } from "../prune/latency-target.ts";
import { chooseOrNote } from "../prune/removal.ts";
import { scoreNames, scores } from "../prune/scores/index.ts";
import { channelMasks, copyModel, removeChannels, zeroChannels } from "../prune/surgery.ts";
import { roundedTo } from "../prune/width-limits.ts";
import { tf } from "../tensorflow.ts";
import { trainModel } from "../training/train.ts";

/**
 * Trains, and every few epochs sets the least filters of each layer to zero; they train on and may
 * grow back. What is zero at the end is removed, which no longer changes any output.
 *
 * Every layer loses the same fraction of its channels, found by bisection so that exactly `remove`
 * of the parameters goes, or of the FLOPs, or of the latency.
 * Source: He et al., "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks",
 * IJCAI 2018, arXiv:1808.06866, Algorithm 1; `epochs` is HP9 and `every` is HP10 of the paper's
 * Table 1. With `regrow` off a gradient mask holds zeroed filters at zero until others are chosen:
 * hard pruning while training, to compare with.
 * Differs: scale and shift of the following batch norms are zeroed with the filter, which would
 * leak a constant otherwise, and the momentum that is kept over the zeroing is what lets them grow
 * back; the AutoMC authors take the square root of the share of parameters to keep as the share of
 * filters to keep, which misses the target by the first and last layer, so the rate is searched for
 * here.
 */
export const softPrune = defineOperator({
  id: "softPrune",
  params: z.strictObject({
    score: z.enum(scoreNames).default("l2"),
    remove: z.number().min(0).max(1), //        fraction of the original's
    of: z.enum(targetUnits).default("parameters"), // parameters, FLOPs or latency
    epochs: z.number().min(0).max(10), //       x E0, rounded to whole epochs, at least one
    every: z.int().min(1).max(1_000), //        epochs between two zeroings; there is always one after the last epoch
    regrow: z.boolean().default(true), //       whether zeroed filters train on; if not, they stay zero until the next zeroing
    learningRate: z.number().positive().max(10).optional(),
    atMostPerLayer: z.number().min(0).max(1).default(0.9),
    roundTo: z.int().min(1).max(1_024).optional(), // default 8 where the target allows it
  }),
  async apply(model, { score, remove, of, epochs, every, regrow, learningRate, ...others }, context) {
    const graph = dependencyGraph(model, context.widths?.keep);
    const worth = (model: tf.LayersModel) =>
      scores[score]({ model, graph, random: context.random, data: context.data });
    const limits = { allocation: "uniform" as const, ...others, ...roundedTo(others, context) };
    const before = worth(model);
    const goal = await removalGoal({ model, graph, scores: before, remove, of, limits }, context, "softPrune");
    // A uniform allocation takes as many channels of each layer whatever their scores are, so what
    // limits it is known before training.
    const first = chooseOrNote(graph, before, { ...limits, ...goal }, context, "softPrune");
    const target = { ...limits, ...goal, roundTo: first.roundTo };
    let cuts: ChannelCut[] = first.cuts;
    let zeroed: ChannelCut[] = [];
    let held = new Map<string, tf.Tensor>();
    const soft = await copyModel(model);
    try {
      const plan = {
        ...context.plan,
        epochs: wholeEpochs(epochs, context.original),
        learningRate: learningRate ?? context.plan.learningRate,
      };
      const masks = () => {
        tf.dispose([...held.values()]);
        held = channelMasks(soft, zeroed, graph);
        return held;
      };
      const afterEpoch = (trained: tf.LayersModel, epoch: number) => {
        if (epoch % every !== 0 && epoch !== plan.epochs) return;
        cuts = chooseCuts(graph, worth(trained), target).cuts;
        zeroChannels(trained, cuts, graph);
        zeroed = cuts;
      };
      await trainModel(soft, context.data, plan, {
        ...context,
        watch: undefined,
        afterEpoch,
        ...(!regrow && { masks }),
      });
      context.onCuts?.(cuts);
      return await removeChannels(soft, cuts, graph);
    } finally {
      tf.dispose([...held.values()]);
      soft.dispose();
    }
  },
});
