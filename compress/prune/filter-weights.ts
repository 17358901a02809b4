import { weightNamed } from "../model/named-weights.ts";
import type { tf } from "../tensorflow.ts";
import { type Group, type Member, makersOf } from "./dependency-graph.ts";

/**
 * The weights of each filter of one layer: for each position of the axis that makes its channels, a
 * list of them.
 */
export function layerFilters(model: tf.LayersModel, { weight: name, axis, channelOf }: Member): Float32Array[] {
  const weight = weightNamed(model, name);
  const shape = weight.shape as number[];
  const values = weight.read().dataSync<"float32">();
  const size = (axes: number[]) => axes.reduce((product, length) => product * length, 1);
  const [outer, inner] = [size(shape.slice(0, axis)), size(shape.slice(axis + 1))];
  return Array.from(channelOf, (_, position) => {
    const filter = new Float32Array(outer * inner);
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) filter[o * inner + i] = values[(o * channelOf.length + position) * inner + i]!;
    return filter;
  });
}

/**
 * The weights of the filters that make each channel of a group, coupled filters one after the
 * other: one list per channel.
 */
export function filterWeights(model: tf.LayersModel, group: Group): Float32Array[] {
  const parts: Float32Array[][] = Array.from({ length: group.channels }, () => []);
  for (const maker of makersOf(group))
    layerFilters(model, maker).forEach((filter, position) => void parts[maker.channelOf[position]!]?.push(filter));
  return parts.map(joined);
}

/** Lists of weights one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
