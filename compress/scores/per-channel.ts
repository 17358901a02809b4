import type { Dataset } from "../../datasets/index.ts";
import type { DependencyGraph, Group, Member } from "../dependencies.ts";
import { tf } from "../tensorflow.ts";

/** How much each channel of each group is worth, by group id; a group that the score says nothing about is not in it. */
export type ChannelScores = ReadonlyMap<string, Float64Array>;

/** What a score may look at. */
export interface ScoreInput {
  model: tf.LayersModel;
  graph: DependencyGraph;
  /** In [0, 1), seeded by the caller. */
  random: () => number;
  /** For the scores that watch the network at work. */
  data?: Dataset | undefined;
}

export type Score = (input: ScoreInput) => ChannelScores;

/** Scores each group by itself; those that `score` gives nothing for are left out. */
export function eachGroup(
  graph: DependencyGraph,
  score: (group: Group) => Float64Array | undefined,
): Map<string, Float64Array> {
  return new Map(
    graph.groups.flatMap((group) => {
      const values = score(group);
      return values ? [[group.id, values] as const] : [];
    }),
  );
}

/** For each channel of a group, the sum of what belongs to it in the tensors that `tensorOf` gives for the members' weights. */
export function sumPerChannel(group: Group, members: Member[], tensorOf: (weight: string) => tf.Tensor): Float64Array {
  const total = new Float64Array(group.channels);
  for (const { weight, axis, channelOf } of members) {
    const sums = tf.tidy(() => {
      const tensor = tensorOf(weight);
      return tf.sum(
        tensor,
        tensor.shape.map((_, i) => i).filter((i) => i !== axis),
      );
    });
    sums.dataSync().forEach((value, position) => {
      const channel = channelOf[position]!;
      if (channel >= 0) total[channel]! += value;
    });
    sums.dispose();
  }
  return total;
}

/** A model's weight by its full name. */
export function weightNamed(model: tf.LayersModel, name: string): tf.Tensor {
  return model.weights.find(({ originalName }) => originalName === name)!.read();
}
