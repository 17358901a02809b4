import { bnScale, bnScaleSquared, bnScaleSquaredTimesFanIn } from "./batch-norm.ts";
import { geometricMedian } from "./geometric-median.ts";
import { hessianTrace } from "./hessian.ts";
import { k34, skewKurtosis } from "./higher-order.ts";
import { l1, l2, l2Squared } from "./magnitude.ts";
import { eachGroup, type Score } from "./per-channel.ts";
import { taylor } from "./taylor.ts";

export type { ChannelScores } from "./per-channel.ts";

/** Chance: what every other score has to beat. */
const random: Score = ({ graph, random: draw }) =>
  eachGroup(graph, ({ channels }) => new Float64Array(channels).map(draw));

/** What can make a channel worth keeping. A new score is one function and one line here. */
export const scores = {
  l1,
  l2,
  l2Squared,
  bnScale,
  bnScaleSquared,
  bnScaleSquaredTimesFanIn,
  geometricMedian,
  taylor,
  hessianTrace,
  k34,
  skewKurtosis,
  random,
} satisfies Record<string, Score>;
export type ScoreName = keyof typeof scores;
export const scoreNames = Object.keys(scores) as ScoreName[];
