import type { Dataset } from "../../../datasets/index.ts";
import { weightNamed } from "../../model/named-weights.ts";
import { tf } from "../../tensorflow.ts";
import type { DependencyGraph, Group, Member } from "../dependency-graph.ts";

/**
 * How much each channel of each group is worth, by group id; a group without a score is not in it.
 */
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

/** Scores each group by itself; those that `score` returns nothing for are omitted. */
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

/**
 * For each channel of a group, the sum of what belongs to it in the tensors that `tensorOf` returns
 * for the members' weights.
 */
export function sumPerChannel(group: Group, members: Member[], tensorOf: (weight: string) => tf.Tensor): Float64Array {
  const total = new Float64Array(group.channels);
  for (const { weight, axis, channelOf } of members) {
    const tensor = tf.tidy(() => tf.clone(tensorOf(weight)));
    const sums = sumAlong(tensor, axis); // outside the tidy, which would walk through every number of its result
    tensor.dispose();
    for (let position = 0; position < channelOf.length; position++) {
      const channel = channelOf[position]!;
      if (channel >= 0) total[channel]! += sums[position]!;
    }
  }
  return total;
}

/** Fewer values than this are summed faster here than TensorFlow is asked to. */
const fewValues = 50_000;

/** The sums over all other axes. */
function sumAlong(tensor: tf.Tensor, axis: number): ArrayLike<number> {
  const { shape, size } = tensor;
  if (size > fewValues) {
    const others = shape.map((_, i) => i).filter((i) => i !== axis);
    const summed = tf.sum(tensor, others);
    const values = summed.dataSync();
    summed.dispose();
    return values;
  }
  const values = tensor.dataSync();
  const sums = new Float64Array(shape[axis]!);
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  for (let at = 0; at < size; ) {
    for (let position = 0; position < sums.length; position++)
      for (let i = 0; i < inner; i++) sums[position]! += values[at++]!;
  }
  return sums;
}

/** The value of a model's weight, by its full name. */
export function valueNamed(model: tf.LayersModel, name: string): tf.Tensor {
  return weightNamed(model, name).read();
}
