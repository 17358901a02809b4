import { z } from "zod";
import { parametersToLeave } from "../decompose/target.ts";
import { defineOperator } from "../operator.ts";
import { type ChannelCut, removedChannels } from "../prune/cuts.ts";
import { dependencyGraph, type Group, makersOf } from "../prune/dependency-graph.ts";
import { joined, layerFilters } from "../prune/filter-weights.ts";
import { layerRemovals } from "../prune/layer-rates.ts";
import { parameterCounter } from "../prune/parameter-count.ts";
import { roundedMarks } from "../prune/rounded-widths.ts";
import { scores } from "../prune/scores/index.ts";
import { fourthKStatistic, jarqueBera, momentsOf, shapiroWilk, thirdKStatistic } from "../prune/scores/statistics.ts";
import { removeChannels } from "../prune/surgery.ts";
import type { tf } from "../tensorflow.ts";

/**
 * How Gaussian weights are, larger for more; the last two statistics are far from 0 where weights
 * are far from Gaussian.
 */
const gaussianity = {
  shapiroWilk,
  jarqueBera: (weights: Float32Array) => -jarqueBera(momentsOf(weights)),
  kStatistics: (weights: Float32Array) => {
    const moments = momentsOf(weights);
    return -Math.abs(fourthKStatistic(moments) * thirdKStatistic(moments));
  },
};

/** How near the kept share of filters should come to its aim before a note reports it. */
const tolerance = 0.02;

/**
 * Removes the least filters of each layer, and more from layers whose weights look more Gaussian,
 * as such filters hold little that was learnt (`layerRemovals`). The share of FILTERS kept comes as
 * near as that lets it to
 *
 *   keep^keepExponent,   keep = what `remove` leaves of this model's parameters
 *
 * so with the exponent 1/4 about half of the removal, in logarithms, is spent, as filters shrink
 * the next layer too; `tucker2` with the same `remove` spends what is left of it. The step alone
 * does not meet `remove`, and never removes more. Coupled layers are one: their statistic is the
 * mean over their kernels, weighted by size, and their filters are scored together.
 * Source: Chatzikonstantinou et al., "Neural Network Compression Using Higher-Order Statistics and
 * Auxiliary Reconstruction Losses", CVPRW 2020, first step, with the rates of AutoMC's authors;
 * `layers` is HP11 and `filters` HP12 of the paper's Table 1. Differs from the authors' code:
 * Jarque-Bera and the k-statistics' product, which are far from 0 where weights are NOT Gaussian,
 * count with a minus and by size, so that each of the three prunes the most Gaussian layers most.
 */
export const pruneByStatistics = defineOperator({
  id: "pruneByStatistics",
  params: z.strictObject({
    layers: z.enum(["shapiroWilk", "jarqueBera", "kStatistics"]), //  how Gaussian a layer's weights are
    filters: z.enum(["l1", "k34", "skewKurtosis"]), //                what makes a filter worth keeping
    remove: z.number().min(0).max(1), //                              fraction of the original's parameters, together with `tucker2`
    keepExponent: z.number().min(0).max(1).default(0.25),
    atLeast: z.int().min(1).max(1_024).default(2), //                 filters that each layer keeps, or all it has
  }),
  async apply(model, { layers, filters, remove, keepExponent, atLeast }, context) {
    const { now, leave } = parametersToLeave(model, remove, context);
    const graph = dependencyGraph(model, context.widths?.keep);
    if (graph.groups.length === 0) {
      const why = graph.fixed.map(({ sentence }) => sentence).join(" ");
      context.note?.(`pruneByStatistics: all filters are left, as none of this model can be pruned. ${why}`);
      return removeChannels(model, [], graph);
    }
    const count = parameterCounter(graph);
    const worth = scores[filters]({ model, graph, random: context.random });
    const orders = graph.groups.map((group) => removable(group, worth.get(group.id)!, atLeast));
    const prunable = graph.groups.map((group, g) => ({
      gaussianity: statisticOf(model, group, gaussianity[layers]),
      channels: group.channels,
      atMost: orders[g]!.length,
    }));
    const aim = Math.min(1, leave / now) ** keepExponent;
    const roundTo = context.widths?.roundTo ?? 1;
    const all = graph.groups.reduce((sum, { channels }) => sum + channels, 0);
    const ways = layerRemovals(prunable, aim).map(({ removed }) => {
      const cuts = removed.flatMap((count, g): ChannelCut[] => {
        const gone = roundedMarks(graph.groups[g]!, orders[g]!.slice(0, count), roundTo);
        const channels = [...gone.keys()].filter((channel) => gone[channel] === 1);
        return channels.length > 0 ? [{ group: graph.groups[g]!.id, channels }] : [];
      });
      return { keptShare: 1 - cuts.reduce((sum, { channels }) => sum + channels.length, 0) / all, cuts };
    });
    if (roundTo > 1) ways.sort((a, b) => Math.abs(a.keptShare - aim) - Math.abs(b.keptShare - aim));
    const spare = ways.find(({ cuts }) => count(removedChannels(graph, cuts)) >= Math.min(leave, now))!; // the last removes nothing
    if (Math.abs(spare.keptShare - aim) > tolerance)
      context.note?.(
        `pruneByStatistics: ${spare.keptShare.toFixed(3)} of the filters are left where ${aim.toFixed(3)} was the aim (at least ${atLeast} filters of each layer stay, the least Gaussian loses none, and no more than ${remove} of the original's parameters may go).`,
      );
    context.onCuts?.(spare.cuts);
    return removeChannels(model, spare.cuts, graph);
  },
});

/**
 * The channels of a group that may go, least worth first: each layer that makes them keeps
 * `atLeast`, or all it has.
 */
function removable(group: Group, worth: Float64Array, atLeast: number): number[] {
  const room = makersOf(group).map(({ channelOf }) => ({ channelOf, left: channelOf.length - atLeast }));
  const lowestFirst = [...worth.keys()].sort((a, b) => worth[a]! - worth[b]! || a - b);
  return lowestFirst.filter((channel) => {
    const takes = room.map(({ channelOf }) => channelOf.filter((made) => made === channel).length);
    if (takes.some((count, maker) => count > 0 && count > room[maker]!.left)) return false;
    takes.forEach((count, maker) => {
      room[maker]!.left -= count;
    });
    return true;
  });
}

function statisticOf(model: tf.LayersModel, group: Group, statistic: (weights: Float32Array) => number): number {
  const kernels = makersOf(group).map((maker) => joined(layerFilters(model, maker)));
  const size = kernels.reduce((sum, { length }) => sum + length, 0);
  return kernels.reduce((sum, kernel) => sum + (statistic(kernel) * kernel.length) / size, 0);
}
