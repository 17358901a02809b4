import { tf } from "../../tensorflow.ts";
import { makersOf } from "../dependency-graph.ts";
import { eachGroup, type Score, sumPerChannel, valueNamed } from "./per-channel.ts";

/**
 * Sum of absolute weights of the filter that makes a channel; over coupled filters, of all of them.
 * Source: Li et al., "Pruning Filters for Efficient ConvNets", ICLR 2017, arXiv:1608.08710.
 */
export const l1: Score = ({ model, graph }) =>
  eachGroup(graph, (group) => sumPerChannel(group, makersOf(group), (name) => tf.abs(valueNamed(model, name))));

/**
 * Sum of squared weights of the filter that makes a channel; over coupled filters, of all of them.
 * Source: the base rank `l2_weight` of Chin et al., "Towards Efficient Model Compression via
 * Learned Global Ranking", CVPR 2020, arXiv:1904.12368.
 */
export const l2Squared: Score = ({ model, graph }) =>
  eachGroup(graph, (group) => sumPerChannel(group, makersOf(group), (name) => tf.square(valueNamed(model, name))));

/**
 * Euclidean length of the filter that makes a channel; coupled filters count as one long filter.
 * Source: He et al., "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks",
 * IJCAI 2018, arXiv:1808.06866.
 */
export const l2: Score = (input) => new Map([...l2Squared(input)].map(([id, values]) => [id, values.map(Math.sqrt)]));
