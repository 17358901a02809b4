import { tf } from "../../tensorflow.ts";
import { type Group, type Member, makersOf } from "../dependency-graph.ts";
import { joined, layerFilters } from "../filter-weights.ts";
import { eachGroup, type Score } from "./per-channel.ts";

/**
 * Sum of the Euclidean distances from the filter that makes a channel to the other filters of its
 * layer: the filters nearest to the layer's geometric median, which the others can replace, have
 * the least. Coupled filters count as one long filter.
 *
 * Where a layer makes only some of a group's channels, filters are compared over the layers that
 * make both, and the sum is scaled up to the group's size.
 * Source: He et al., "Filter Pruning via Geometric Median for Deep Convolutional Neural Networks
 * Acceleration", CVPR 2019, arXiv:1811.00250, equations 4 to 7.
 */
export const geometricMedian: Score = ({ model, graph }) =>
  eachGroup(graph, (group) => {
    const size = group.channels;
    const squared = new Float64Array(size * size); // distances between two channels, over all layers that make both
    const compared = new Uint8Array(size * size);
    for (const maker of makersOf(group)) addDistances(model, maker, group, { squared, compared });
    return new Float64Array(size).map((_, channel) => {
      const [from, to] = [channel * size, (channel + 1) * size];
      const sum = squared.subarray(from, to).reduce((total, square) => total + Math.sqrt(square), 0);
      const others = compared.subarray(from, to).reduce((count, is) => count + is, 0);
      return others === 0 ? 0 : (sum * (size - 1)) / others;
    });
  });

interface Distances {
  squared: Float64Array;
  compared: Uint8Array;
}

/**
 * Adds what one layer's filters are apart. Where a layer makes a channel twice, its first filters
 * are compared, and its second ones.
 */
function addDistances(model: tf.LayersModel, maker: Member, { channels: size }: Group, into: Distances): void {
  const filters = layerFilters(model, maker);
  const count = filters.length;
  const apart = squaredDistances(filters);
  const seen = new Map<number, number>();
  const turn = Array.from(maker.channelOf, (channel) => {
    const before = seen.get(channel) ?? 0;
    seen.set(channel, before + 1);
    return before;
  });
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      const [a, b] = [maker.channelOf[i]!, maker.channelOf[j]!];
      if (a < 0 || b < 0 || a === b || turn[i] !== turn[j]) continue;
      into.squared[a * size + b]! += apart[i * count + j]!;
      into.compared[a * size + b] = 1;
    }
}

/** `[filters, filters]`: |a|² + |b|² - 2ab, about the filters' mean so that few digits cancel. */
function squaredDistances(filters: Float32Array[]): Float32Array {
  const distances = tf.tidy(() => {
    const rows = tf.tensor2d(joined(filters), [filters.length, filters[0]!.length]);
    const centred = tf.sub<tf.Tensor2D>(rows, tf.mean(rows, 0, true));
    const lengths = tf.sum(tf.square(centred), 1, true);
    const products = tf.matMul(centred, centred, false, true);
    return tf.relu(tf.sub(tf.add(lengths, tf.transpose(lengths)), tf.mul(products, 2)));
  });
  const values = distances.dataSync<"float32">();
  distances.dispose();
  return values;
}
