import { buildFromTensors } from "../model/build.ts";
import { layerName, type ModelConfig } from "../model/model-config.ts";
import { namedWeights } from "../model/named-weights.ts";
import { topologyOf } from "../model/topology.ts";
import { quantizationsOf, setQuantizations } from "../store/quantization.ts";
import { tf } from "../tensorflow.ts";
import { type ChannelCut, keptPositions, removedChannels } from "./cuts.ts";
import { type DependencyGraph, dependencyGraph } from "./dependency-graph.ts";

/**
 * A new model without the channels named in `cuts`: its tensors are really smaller, the input model
 * is untouched.
 *
 * The topology is rebuilt from the model's own settings with smaller layers, and every weight keeps
 * the positions that stay, so what a removed channel added to later sums is gone and everything
 * else is as before. No cuts make a copy.
 *
 * @throws CompressError `bad_params` for a cut that names no prunable layer or channel,
 *   `nothing_left_to_remove` for one that would empty a layer.
 */
export async function removeChannels(
  model: tf.LayersModel,
  cuts: readonly ChannelCut[],
  graph: DependencyGraph = dependencyGraph(model),
): Promise<tf.LayersModel> {
  const removed = removedChannels(graph, cuts);
  const kept = keptPositions(graph, removed);
  const tensors = new Map(
    namedWeights(model).map(({ name, variable }) => {
      const axes = [...(kept.get(name) ?? [])].sort(([a], [b]) => a - b); // the first axis moves the longest pieces
      const left = tf.tidy(() =>
        axes.reduce((tensor, [axis, at]) => tf.gather(tensor, at, axis), variable.read().clone()),
      );
      return [name, left];
    }),
  );
  try {
    return await buildFromTensors(shrunk(topologyOf(model), graph, removed), tensors);
  } finally {
    tf.dispose([...tensors.values()]);
  }
}

/**
 * The same model again, weights and how they are stored included; what either of them learns the
 * other does not. Nested models are dissolved: each of their layers is in the copy under its own
 * name, that of `namedLayers`.
 */
export async function copyModel(model: tf.LayersModel): Promise<tf.LayersModel> {
  const copy = await buildFromTensors(
    topologyOf(model),
    new Map(namedWeights(model).map(({ name, variable }) => [name, variable.read()])),
  );
  setQuantizations(copy, quantizationsOf(model));
  return copy;
}

/**
 * Sets to zero, in place, everything that makes or carries these channels: filters, biases,
 * batch-norm scales and shifts.
 *
 * What reads them then gets zeros, through any activation with f(0) = 0, so removing them
 * afterwards changes no output. Moving statistics stay where a scale and shift of 0 silence them; a
 * batch norm without a scale has its moving mean zeroed. Training can make the channels grow back.
 */
export function zeroChannels(
  model: tf.LayersModel,
  cuts: readonly ChannelCut[],
  graph: DependencyGraph = dependencyGraph(model),
): void {
  const weights = new Map(namedWeights(model).map(({ name, variable }) => [name, variable]));
  const masks = channelMasks(model, cuts, graph);
  for (const [name, mask] of masks) {
    const weight = weights.get(name)!;
    tf.tidy(() => void weight.write(tf.mul(weight.read(), mask)));
    mask.dispose();
  }
}

/**
 * For every weight that makes or carries these channels, but moving statistics that a scale of 0
 * silences: 0 where it belongs to one of them, 1 elsewhere, in the weight's shape. The caller
 * disposes them.
 */
export function channelMasks(
  model: tf.LayersModel,
  cuts: readonly ChannelCut[],
  graph: DependencyGraph = dependencyGraph(model),
): Map<string, tf.Tensor> {
  const removed = removedChannels(graph, cuts);
  const shapes = new Map(namedWeights(model).map(({ name, variable }) => [name, variable.shape as number[]]));
  const masks = new Map<string, tf.Tensor>();
  for (const { id, members } of graph.groups) {
    const gone = removed.get(id);
    if (gone === undefined) continue;
    for (const { weight: name, axis, role, channelOf } of members) {
      if (role === "reads" || name.endsWith("/moving_variance")) continue;
      if (name.endsWith("/moving_mean") && shapes.has(name.replace(/moving_mean$/, "gamma"))) continue;
      const shape = shapes.get(name)!;
      const along = shape.map((_, i) => (i === axis ? channelOf.length : 1));
      const stays = Array.from(channelOf, (channel) => (channel >= 0 && gone[channel] === 1 ? 0 : 1));
      const before = masks.get(name);
      masks.set(
        name,
        tf.tidy(() => tf.mul(before ?? tf.ones(shape), tf.tensor(stays, along))),
      );
      before?.dispose();
    }
  }
  return masks;
}

/** Writes the smaller sizes into the settings that count the removed channels. */
function shrunk(topology: ModelConfig, graph: DependencyGraph, removed: ReadonlyMap<string, Uint8Array>): ModelConfig {
  const settingsOf = new Map(topology.config.layers.map((entry) => [layerName(entry), entry.config]));
  for (const group of graph.groups) {
    const gone = removed.get(group.id);
    if (gone === undefined) continue;
    for (const { layer, setting, channelOf } of group.sizes) {
      const settings = settingsOf.get(layer)!;
      const less = channelOf.filter((channel) => channel >= 0 && gone[channel] === 1).length;
      const size = settings[setting];
      settings[setting] = Array.isArray(size) ? size.with(-1, size.at(-1) - less) : Number(size) - less;
    }
  }
  return topology;
}
