import { type DependencyGraph, type Group, type Member, makersOf } from "./dependencies.ts";
import { tf } from "./tensorflow.ts";

/** How much each channel of each group is worth, by group id; a group that the score says nothing about is not in it. */
export type ChannelScores = ReadonlyMap<string, Float64Array>;

/** What a score may look at. */
export interface ScoreInput {
  model: tf.LayersModel;
  graph: DependencyGraph;
  /** In [0, 1), seeded by the caller. */
  random: () => number;
}

type Score = (input: ScoreInput) => ChannelScores;

/**
 * Sum of absolute weights of the filter that makes a channel; over coupled filters, of all of them.
 * Source: Li et al., "Pruning Filters for Efficient ConvNets", ICLR 2017, arXiv:1608.08710.
 */
const l1: Score = ({ model, graph }) =>
  eachGroup(graph, (group) => summed(model, group, makersOf(group), (weight) => tf.abs(weight)));

/**
 * Euclidean length of the filter that makes a channel; coupled filters count as one long filter.
 * Source: He et al., "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks", IJCAI 2018, arXiv:1808.06866.
 */
const l2: Score = ({ model, graph }) =>
  eachGroup(graph, (group) => summed(model, group, makersOf(group), (weight) => tf.square(weight))?.map(Math.sqrt));

/**
 * Absolute batch-norm scale |gamma| of a channel; the mean where several batch norms normalise it.
 * Groups without batch normalisation have no such score.
 * Source: Liu et al., "Learning Efficient Convolutional Networks through Network Slimming", ICCV 2017, arXiv:1708.06519.
 */
const bnScale: Score = ({ model, graph }) =>
  eachGroup(graph, (group) => {
    const scales = group.members.filter(({ weight }) => weight.endsWith("/gamma"));
    const total = summed(model, group, scales, (weight) => tf.abs(weight));
    const count = summed(model, group, scales, (weight) => tf.onesLike(weight));
    return total?.map((sum, channel) => sum / count![channel]!);
  });

/** Chance: what every other score has to beat. */
const random: Score = ({ graph, random: draw }) =>
  eachGroup(graph, ({ channels }) => new Float64Array(channels).map(draw));

/** What can make a channel worth keeping. A new score is one function and one line here. */
export const scores = { l1, l2, bnScale, random } satisfies Record<string, Score>;
export type ScoreName = keyof typeof scores;
export const scoreNames = Object.keys(scores) as ScoreName[];

function eachGroup(graph: DependencyGraph, score: (group: Group) => Float64Array | undefined): ChannelScores {
  return new Map(
    graph.groups.flatMap((group) => {
      const values = score(group);
      return values ? [[group.id, values] as const] : [];
    }),
  );
}

/** For each channel of a group, `measure` summed over the given weights; undefined if there are none. */
function summed(
  model: tf.LayersModel,
  group: Group,
  members: Member[],
  measure: (weight: tf.Tensor) => tf.Tensor,
): Float64Array | undefined {
  if (members.length === 0) return undefined;
  const total = new Float64Array(group.channels);
  for (const { weight: name, axis, channelOf } of members) {
    const weight = model.weights.find(({ originalName }) => originalName === name)!.read();
    const others = weight.shape.map((_, i) => i).filter((i) => i !== axis);
    const perPosition = tf.tidy(() => tf.sum(measure(weight), others));
    perPosition.dataSync().forEach((value, position) => {
      const channel = channelOf[position]!;
      if (channel >= 0) total[channel]! += value;
    });
    perPosition.dispose();
  }
  return total;
}
