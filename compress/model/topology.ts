import type { tf } from "../tensorflow.ts";
import { flattenTopology } from "./flatten.ts";
import { forgottenSettings } from "./lost-settings.ts";
import { layerName, type ModelConfig } from "./model-config.ts";
import { type NamedLayer, namedLayers } from "./named-weights.ts";
import type { Identity } from "./nested-names.ts";

/**
 * The topology as plain data, as it would be saved, with the layers of nested models in the models'
 * places (`flattenTopology`); a fresh copy that the caller may change. A layer that a nested model
 * keeps from learning does not learn in it either.
 */
export function topologyOf(model: tf.LayersModel): ModelConfig {
  const written = JSON.parse(JSON.stringify(model.toJSON(null, false))) as ModelConfig;
  const { topology } = flattenTopology(written, identityIn(model));
  const named = new Map(namedLayers(model).map((layer) => [layer.name, layer]));
  for (const entry of topology.config.layers) {
    const found = named.get(layerName(entry));
    if (found === undefined) continue; // the input of a Sequential
    Object.assign(entry.config, forgottenSettings(found.layer));
    if (isFrozen(found)) entry.config.trainable = false;
  }
  return topology;
}

/** The layer itself, so that one that is in several nested models is seen to be one. */
function identityIn(model: tf.LayersModel): Identity {
  const layerAt = ([name, ...inside]: readonly string[], within = model): tf.layers.Layer => {
    const layer = within.getLayer(name!);
    return inside.length === 0 ? layer : layerAt(inside, layer as tf.LayersModel);
  };
  return (path) => layerAt(path);
}

/**
 * Whether a model inside the outermost one keeps a layer from learning; the layer itself may not
 * know.
 */
function isFrozen({ layer, models: [, ...nested] }: NamedLayer): boolean {
  if (nested.length === 0 || layer.weights.length === 0) return false;
  return nested.some(({ trainable }) => !trainable) || layer.trainableWeights.length === 0;
}
