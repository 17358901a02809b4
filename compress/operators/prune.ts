import { z } from "zod";
import { CompressError } from "../errors.ts";
import { defineOperator } from "../operator.ts";
import { allocations } from "../prune/allocation.ts";
import { type DependencyGraph, dependencyGraph } from "../prune/dependency-graph.ts";
import { removalGoal, targetUnits } from "../prune/latency-target.ts";
import { chooseOrNote } from "../prune/removal.ts";
import { scoreNames, scores } from "../prune/scores/index.ts";
import { removeChannels } from "../prune/surgery.ts";
import { roundedTo } from "../prune/width-limits.ts";

/**
 * Removes the channels with the lowest score until a fraction of the original's parameters, FLOPs
 * or latency is gone.
 *
 * Coupled filters (residual additions, concatenations) are scored and removed as one channel.
 * Source: Li et al., "Pruning Filters for Efficient ConvNets", ICLR 2017, arXiv:1608.08710, for
 * score "l1" and allocation "uniform"; Liu et al., "Network Slimming", ICCV 2017, arXiv:1708.06519,
 * for score "bnScale" and allocation "global". Differs from network slimming's code, whose
 * threshold is a share of channels: here it is found so that the target is met.
 */
export const prune = defineOperator({
  id: "prune",
  params: z
    .strictObject({
      score: z.enum(scoreNames), //                                         what makes a channel worth keeping
      allocation: z.enum(allocations).default("global"), //                 how the removal spreads over the layers
      rates: z.record(z.string(), z.number().min(0).max(1)).optional(), //  for perLayer: by layer, scaled alike to meet the target
      remove: z.number().min(0).max(1), //                                  fraction of the original's
      of: z.enum(targetUnits).default("parameters"), //                     parameters, FLOPs or latency
      atMostPerLayer: z.number().min(0).max(1).default(0.9), //             fraction of the channels a layer has now
      roundTo: z.int().min(1).max(1_024).optional(), //                     widths become multiples; default 8 where the target allows it
    })
    .refine(({ allocation, rates }) => (allocation === "perLayer") === (rates !== undefined), {
      message: "allocation perLayer takes rates, by layer, and no other does",
      path: ["rates"],
    }),
  async apply(model, { score, remove, of, rates, ...others }, context) {
    const graph = dependencyGraph(model, context.widths?.keep);
    const limits = { ...others, ...roundedTo(others, context), ...(rates && { rates: groupRates(graph, rates) }) };
    const worth = scores[score]({ model, graph, random: context.random, data: context.data });
    const goal = await removalGoal({ model, graph, scores: worth, remove, of, limits }, context, "prune");
    const { cuts } = chooseOrNote(graph, worth, { ...limits, ...goal }, context, "prune");
    context.onCuts?.(cuts);
    return removeChannels(model, cuts, graph);
  },
});

/**
 * Rates by group, from rates by any layer of the group.
 *
 * @throws CompressError `bad_params` for a layer that is in none.
 */
function groupRates({ groups, fixed }: DependencyGraph, rates: Record<string, number>): Map<string, number> {
  return new Map(
    Object.entries(rates).map(([layer, rate]) => {
      const group = groups.find(({ producers }) => producers.includes(layer));
      if (group) return [group.id, rate];
      const why =
        fixed.find((each) => each.layer === layer)?.sentence ?? "No prunable layer of this model has that name.";
      throw new CompressError("bad_params", `prune: there can be no rate for ${layer}. ${why}`);
    }),
  );
}
