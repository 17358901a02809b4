import { filterWeights } from "../filter-weights.ts";
import { eachGroup, type Score } from "./per-channel.ts";
import { excessKurtosis, fourthKStatistic, momentsOf, skewness, thirdKStatistic } from "./statistics.ts";

/**
 * Third times fourth k-statistic of the weights of the filter that makes a channel: near 0 for
 * Gaussian weights. Coupled filters count as one long filter; one of fewer than 4 weights has 0.
 * Source: Chatzikonstantinou et al., "Neural Network Compression Using Higher-Order Statistics and
 * Auxiliary Reconstruction Losses", CVPRW 2020, in the form of AutoMC's authors: the product with
 * its sign.
 */
export const k34: Score = ({ model, graph }) =>
  eachGroup(graph, (group) =>
    Float64Array.from(filterWeights(model, group), (weights) => {
      const moments = momentsOf(weights);
      return thirdKStatistic(moments) * fourthKStatistic(moments);
    }),
  );

/**
 * Skewness times excess kurtosis of the same weights: the same idea without a unit, so that a
 * filter's length does not matter.
 * Source: as for `k34`.
 */
export const skewKurtosis: Score = ({ model, graph }) =>
  eachGroup(graph, (group) =>
    Float64Array.from(filterWeights(model, group), (weights) => {
      const moments = momentsOf(weights);
      return skewness(moments) * excessKurtosis(moments);
    }),
  );
