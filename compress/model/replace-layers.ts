import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { buildModel, readWeights, type WeightValues } from "./build.ts";
import { type LayerConfig, layerName, type ModelConfig } from "./model-config.ts";
import { namedWeights } from "./named-weights.ts";
import { topologyOf } from "./topology.ts";

/** Layers, one after another, in the place of one layer, with the values of their weights. */
export interface Chain {
  layers: { class_name: string; config: Record<string, unknown> & { name: string } }[];
  weights: WeightValues[];
}

/**
 * A new model with a chain in place of each named layer; a shared layer's chain is shared,
 * everything else is as before.
 *
 * The given model is untouched.
 *
 * @throws CompressError `bad_model` when a new layer's name is already taken.
 */
export function replaceLayers(model: tf.LayersModel, chains: ReadonlyMap<string, Chain>): Promise<tf.LayersModel> {
  const topology = topologyOf(model);
  const names = new Set(topology.config.layers.map(layerName));
  for (const { layers } of chains.values())
    for (const { config } of layers) {
      if (names.has(config.name))
        throw new CompressError("bad_model", `The model has a layer ${config.name} already, so none can be added.`);
      names.add(config.name);
    }
  if (topology.config.output_layers === undefined) replaceInChain(topology, chains);
  else replaceInGraph(topology, chains);
  const kept = new Set(namedWeights(model).flatMap(({ name, layer }) => (chains.has(layer) ? [] : [name])));
  const weights = readWeights(model).filter(({ name }) => kept.has(name));
  return buildModel(topology, [...weights, ...[...chains.values()].flatMap((chain) => chain.weights)]);
}

/** A Sequential: each layer takes the output of the one before it. */
function replaceInChain({ config }: ModelConfig, chains: ReadonlyMap<string, Chain>): void {
  config.layers = config.layers.flatMap((layer) => {
    const chain = chains.get(layerName(layer));
    if (!chain) return [layer];
    const { batch_input_shape } = layer.config; // the first layer of a Sequential carries the input's shape
    return chain.layers.map(({ class_name, config }, at) => ({
      class_name,
      config: at === 0 && batch_input_shape ? { ...config, batch_input_shape } : config,
    }));
  });
}

function replaceInGraph({ config }: ModelConfig, chains: ReadonlyMap<string, Chain>): void {
  const lastOf = (name: string) => chains.get(name)?.layers.at(-1)?.config.name ?? name;
  config.layers = config.layers.flatMap((layer): LayerConfig[] => {
    for (const node of layer.inbound_nodes ?? []) for (const from of node) from[0] = lastOf(from[0]);
    const chain = chains.get(layerName(layer));
    if (!chain) return [layer];
    return chain.layers.map(({ class_name, config }, at) => {
      const before = chain.layers[at - 1]?.config.name;
      const inbound_nodes =
        before === undefined
          ? layer.inbound_nodes!
          : layer.inbound_nodes!.map((_, call): [string, number, number, unknown][] => [[before, call, 0, {}]]);
      return { class_name, name: config.name, config, inbound_nodes };
    });
  });
  for (const output of config.output_layers!) output[0] = lastOf(output[0]);
}
