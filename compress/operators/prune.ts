import { z } from "zod";
import { allocations } from "../allocation.ts";
import { dependencyGraph } from "../dependencies.ts";
import { defineOperator } from "../operator.ts";
import { chooseOrNote, removalTarget } from "../removal.ts";
import { scoreNames, scores } from "../scores.ts";
import { removeChannels } from "../surgery.ts";

/**
 * Removes the channels with the lowest score until a fraction of the original's parameters is gone.
 *
 * Coupled filters (residual additions, concatenations) are scored and removed as one channel.
 * Source: Li et al., "Pruning Filters for Efficient ConvNets", ICLR 2017, arXiv:1608.08710, for score "l1" and allocation "uniform";
 * Liu et al., "Network Slimming", ICCV 2017, arXiv:1708.06519, for score "bnScale" and allocation "global".
 * Differs from network slimming's code, whose threshold is a share of channels: here it is found so that the parameters are met.
 */
export const prune = defineOperator({
  id: "prune",
  params: z.strictObject({
    score: z.enum(scoreNames), //                               what makes a channel worth keeping
    allocation: z.enum(allocations).default("global"), //       how the removal spreads over the layers
    remove: z.number().min(0).max(1), //                        fraction of the original's parameters
    atMostPerLayer: z.number().min(0).max(1).default(0.9), //   fraction of the channels a layer has now
    roundTo: z.int().min(1).max(1_024).optional(), //           widths become multiples of this
  }),
  async apply(model, { score, remove, ...limits }, bench) {
    const graph = dependencyGraph(model);
    const goal = removalTarget(graph, remove, bench);
    const worth = scores[score]({ model, graph, random: bench.random });
    const { cuts } = chooseOrNote(graph, worth, { ...limits, ...goal }, bench, "prune");
    bench.onCuts?.(cuts);
    return removeChannels(model, cuts, graph);
  },
});
