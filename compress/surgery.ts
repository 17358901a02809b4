import { buildFromTensors } from "./build-model.ts";
import { type ChannelCut, keptPositions, removedChannels } from "./cuts.ts";
import { type DependencyGraph, dependencyGraph } from "./dependencies.ts";
import { namedWeights } from "./named-weights.ts";
import { tf } from "./tensorflow.ts";
import { layerName, type ModelConfig, modelConfig } from "./topology.ts";

/**
 * A new model without the channels named in `cuts`: its tensors are really smaller, the input model is untouched.
 *
 * The topology is rebuilt from the model's own settings with smaller layers, and every weight keeps the positions that stay, so
 * what a removed channel added to later sums is gone and everything else is as before. No cuts make a copy.
 * Throws `bad_params` for a cut that names no prunable layer or channel, `nothing_left_to_remove` for one that would empty a layer.
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
    return await buildFromTensors(shrunk(modelConfig(model), graph, removed), tensors);
  } finally {
    tf.dispose([...tensors.values()]);
  }
}

/**
 * The same model again, weights included; what either of them learns the other does not. Nested models are dissolved: each of their
 * layers stands in the copy under its own name, that of `namedLayers`.
 */
export function copyModel(model: tf.LayersModel): Promise<tf.LayersModel> {
  return buildFromTensors(
    modelConfig(model),
    new Map(namedWeights(model).map(({ name, variable }) => [name, variable.read()])),
  );
}

/**
 * Sets to zero, in place, everything that makes or carries these channels: filters, biases, batch-norm scales and shifts.
 *
 * What reads them then gets zeros, through any activation with f(0) = 0, so removing them afterwards changes no output. Moving
 * statistics stay where a scale and shift of 0 silence them; a batch norm without a scale has its moving mean zeroed. Training can make
 * the channels grow back.
 */
export function zeroChannels(
  model: tf.LayersModel,
  cuts: readonly ChannelCut[],
  graph: DependencyGraph = dependencyGraph(model),
): void {
  const removed = removedChannels(graph, cuts);
  const weights = new Map(namedWeights(model).map(({ name, variable }) => [name, variable]));
  for (const { id, members } of graph.groups) {
    const gone = removed.get(id);
    if (gone === undefined) continue;
    for (const { weight: name, axis, role, channelOf } of members) {
      if (role === "reads" || name.endsWith("/moving_variance")) continue;
      if (name.endsWith("/moving_mean") && weights.has(name.replace(/moving_mean$/, "gamma"))) continue;
      const weight = weights.get(name)!;
      const shape = weight.shape.map((_, i) => (i === axis ? channelOf.length : 1));
      const stays = Array.from(channelOf, (channel) => (channel >= 0 && gone[channel] === 1 ? 0 : 1));
      tf.tidy(() => void weight.write(tf.mul(weight.read(), tf.tensor(stays, shape))));
    }
  }
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
