import { z } from "zod";
import { chooseCuts } from "../allocation.ts";
import type { ChannelCut } from "../cuts.ts";
import { dependencyGraph } from "../dependencies.ts";
import { removalGoal, targetUnits } from "../latency-target.ts";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { chooseOrNote } from "../removal.ts";
import { scoreNames, scores } from "../scores.ts";
import { copyModel, removeChannels, zeroChannels } from "../surgery.ts";
import type { tf } from "../tensorflow.ts";
import { trainModel } from "../training/train.ts";

/**
 * Trains, and every few epochs sets the least filters of each layer to zero; they train on and may grow back. What is zero at the
 * end is removed, which no longer changes any output.
 *
 * Every layer loses the same fraction of its channels, found by bisection so that exactly `remove` of the parameters goes, or of the FLOPs, or of the latency.
 * Source: He et al., "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks", IJCAI 2018, arXiv:1808.06866,
 * Algorithm 1; `epochs` is HP9 and `every` is HP10 of the paper's Table 1.
 * Differs: scale and shift of the following batch norms are zeroed with the filter, which would leak a constant otherwise, and the
 * momentum that is kept over the zeroing is what lets them grow back; the AutoMC authors take the square root of the share of parameters to keep as the share of filters to
 * keep, which misses the target by the first and last layer, so the rate is searched for here.
 */
export const softPrune = defineOperator({
  id: "softPrune",
  params: z.strictObject({
    score: z.enum(scoreNames).default("l2"),
    remove: z.number().min(0).max(1), //        fraction of the original's
    of: z.enum(targetUnits).default("parameters"), // parameters, FLOPs or latency
    epochs: z.number().min(0).max(10), //       x E0, rounded to whole epochs, at least one
    every: z.int().min(1).max(1_000), //        epochs between two zeroings; there is always one after the last epoch
    learningRate: z.number().positive().max(10).optional(),
    atMostPerLayer: z.number().min(0).max(1).default(0.9),
    roundTo: z.int().min(1).max(1_024).optional(), // default 8 where the target allows it
  }),
  async apply(model, { score, remove, of, epochs, every, learningRate, ...others }, bench) {
    const graph = dependencyGraph(model);
    const worth = (model: tf.LayersModel) => scores[score]({ model, graph, random: bench.random, data: bench.data });
    const limits = { allocation: "uniform" as const, ...others };
    const before = worth(model);
    const goal = await removalGoal({ model, graph, scores: before, remove, of, limits }, bench, "softPrune");
    // A uniform allocation takes as many channels of each layer whatever their scores are, so what limits it is known before training.
    const first = chooseOrNote(graph, before, { ...limits, ...goal }, bench, "softPrune");
    const target = { ...limits, ...goal, roundTo: first.roundTo };
    let cuts: ChannelCut[] = first.cuts;
    const soft = await copyModel(model);
    try {
      const plan = {
        ...bench.plan,
        epochs: wholeEpochs(epochs, bench.original),
        learningRate: learningRate ?? bench.plan.learningRate,
      };
      const afterEpoch = (trained: tf.LayersModel, epoch: number) => {
        if (epoch % every !== 0 && epoch !== plan.epochs) return;
        cuts = chooseCuts(graph, worth(trained), target).cuts;
        zeroChannels(trained, cuts, graph);
      };
      await trainModel(soft, bench.data, plan, { ...bench, afterEpoch });
      bench.onCuts?.(cuts);
      return await removeChannels(soft, cuts, graph);
    } finally {
      soft.dispose();
    }
  },
});
