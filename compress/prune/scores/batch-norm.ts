import { tf } from "../../tensorflow.ts";
import { type Group, makersOf } from "../dependency-graph.ts";
import { eachGroup, type Score, type ScoreInput, sumPerChannel, valueNamed } from "./per-channel.ts";

/**
 * Absolute batch-norm scale |gamma| of a channel; the sum where several batch norms normalise it,
 * which is its share of the sum that sparsity training punishes. So a channel that runs through
 * many blocks of a ResNet counts for each of them. Groups without batch normalisation have no such
 * score.
 * Source: Liu et al., "Learning Efficient Convolutional Networks through Network Slimming", ICCV
 * 2017, arXiv:1708.06519, equation 1. The paper does not treat coupled channels. With the mean, one
 * threshold takes much of the residual streams, which costs most accuracy.
 */
export const bnScale: Score = (input) => eachGroup(input.graph, (group) => summedScale(input, group, tf.abs));

/**
 * Squared batch-norm scale gamma² of a channel; the sum where several batch norms normalise it.
 * Source: the base rank `l2_bn` of LeGR, Chin et al., CVPR 2020, arXiv:1904.12368, whose code adds
 * up over coupled layers.
 */
export const bnScaleSquared: Score = (input) => eachGroup(input.graph, (group) => summedScale(input, group, tf.square));

/**
 * gamma² of a channel, as above, times the number of weights in the filters that make it: input
 * channels x k x k for one convolution, their sum for coupled ones, wherever the batch norm is.
 *
 * So it asks for no convolution right before the batch norm: in a pre-activation ResNet that is an
 * addition, and two batch norms read it. Where each of several coupled convolutions of one shape
 * has a batch norm of its own, it is the sum over them of gamma² x in x k x k.
 * Source: the base rank `l2_bn_param` of LeGR, as above.
 */
export const bnScaleSquaredTimesFanIn: Score = (input) =>
  eachGroup(input.graph, (group) => {
    const sizes = sumPerChannel(group, makersOf(group), (name) => tf.onesLike(valueNamed(input.model, name)));
    return meanScale(input, group, tf.square)?.map((scale, channel) => scale * sizes[channel]!);
  });

function summedScale({ model }: ScoreInput, group: Group, measure: (gamma: tf.Tensor) => tf.Tensor) {
  const scales = scalesOf(group);
  if (scales.length === 0) return undefined;
  return sumPerChannel(group, scales, (name) => measure(valueNamed(model, name)));
}

function meanScale(input: ScoreInput, group: Group, measure: (gamma: tf.Tensor) => tf.Tensor) {
  const count = summedScale(input, group, tf.onesLike);
  return summedScale(input, group, measure)?.map((sum, channel) => (count![channel]! > 0 ? sum / count![channel]! : 0));
}

const scalesOf = (group: Group) => group.members.filter(({ weight }) => weight.endsWith("/gamma"));
