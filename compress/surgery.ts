import { type ChannelCut, keptPositions, removedChannels } from "./cuts.ts";
import { type DependencyGraph, dependencyGraph } from "./dependencies.ts";
import { tf } from "./tensorflow.ts";
import { layerName, type ModelConfig, modelConfig } from "./topology.ts";

/**
 * A new model without the channels named in `cuts`: its tensors are really smaller, the input model is untouched.
 *
 * The topology is rebuilt from the model's own settings with smaller layers, and every weight keeps the positions that stay, so
 * what a removed channel added to later sums is gone and everything else is as before. No cuts make a copy.
 * Errors: `bad_params` for a cut that names no prunable layer or channel, `nothing_left_to_remove` for one that would empty a group.
 */
export async function removeChannels(
  model: tf.LayersModel,
  cuts: readonly ChannelCut[],
  graph: DependencyGraph = dependencyGraph(model),
): Promise<tf.LayersModel> {
  const removed = removedChannels(graph, cuts);
  const kept = keptPositions(graph, removed);
  const weights = model.weights.map((weight) => {
    const axes = [...(kept.get(weight.originalName) ?? [])];
    const left = tf.tidy(() => axes.reduce((tensor, [axis, positions]) => tf.gather(tensor, positions, axis), weight.read().clone()));
    const values = left.dataSync<"float32">(); // outside the tidy, which would walk through every value it is given back
    left.dispose();
    return { name: weight.originalName, shape: left.shape, values };
  });
  return buildModel(shrink(modelConfig(model), graph, removed), weights);
}

/** The same model again, weights included, sharing nothing with the first. */
export function copyModel(model: tf.LayersModel): Promise<tf.LayersModel> {
  return removeChannels(model, [], { groups: [], fixed: [], weights: new Map() });
}

/** Writes the smaller sizes into the settings of the layers that make the removed channels. */
function shrink(topology: ModelConfig, graph: DependencyGraph, removed: ReadonlyMap<string, Uint8Array>): ModelConfig {
  for (const { id, members } of graph.groups) {
    const channels = removed.get(id);
    if (channels === undefined) continue;
    for (const { layer, weight, role, channelOf } of members) {
      if (role !== "makes" || weight.endsWith("/bias")) continue;
      const settings = topology.config.layers.find((entry) => layerName(entry) === layer)!.config;
      const size = "filters" in settings ? "filters" : "units";
      settings[size] =
        Number(settings[size]) - channelOf.filter((channel) => channel >= 0 && channels[channel] === 1).length;
    }
  }
  return topology;
}

/** One weight by name, as typed values. */
export interface WeightValues {
  name: string;
  shape: number[];
  values: Float32Array;
}

/** Builds a model from a topology and the values of all its weights, without drawing initial weights first. */
export async function buildModel(topology: ModelConfig, weights: readonly WeightValues[]): Promise<tf.LayersModel> {
  const weightData = new Float32Array(weights.reduce((sum, { values }) => sum + values.length, 0));
  let offset = 0;
  for (const { values } of weights) {
    weightData.set(values, offset);
    offset += values.length;
  }
  const weightSpecs = weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" as const }));
  const artifacts = { modelTopology: topology, weightSpecs, weightData: weightData.buffer };
  return tf.loadLayersModel({ load: async () => artifacts });
}
