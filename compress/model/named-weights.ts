import { tf } from "../tensorflow.ts";
import type { LayerVariable } from "../training/weights.ts";
import { byPath, flatNames, type Nest } from "./nested-names.ts";

/** A layer of a model or of a model nested in it, and its name among all of them. */
export interface NamedLayer {
  name: string;
  /** The models that it is in, the outermost first. */
  models: readonly tf.LayersModel[];
  layer: tf.layers.Layer;
}

/** A weight, and its name among all of a model's and its nested models': `stem-conv/kernel`. */
export interface NamedWeight {
  name: string;
  /** The name of the layer that it belongs to. */
  layer: string;
  variable: LayerVariable;
}

/**
 * Every layer that is no model itself, under the name that it has when nested models are dissolved;
 * one that is in two places, twice.
 */
export function namedLayers(model: tf.LayersModel): NamedLayer[] {
  if (!hasNested(model)) return model.layers.map((layer) => ({ name: layer.name, models: [model], layer }));
  const layers = new Map<unknown, tf.layers.Layer>();
  const around = new Map<unknown, tf.LayersModel[]>();
  const nests = (inside: tf.LayersModel, path: readonly string[], models: tf.LayersModel[]): Nest[] =>
    inside.layers.map((layer) => {
      const here = [...path, layer.name];
      const nested = layer instanceof tf.LayersModel ? nests(layer, here, [...models, layer]) : undefined;
      layers.set(byPath(here), layer);
      around.set(byPath(here), models);
      return { name: layer.name, className: layer.getClassName(), inside: nested };
    });
  const names = flatNames(nests(model, [], [model]), (path) => layers.get(byPath(path)));
  return names.map(({ name, path }) => ({ name, models: around.get(byPath(path))!, layer: layers.get(byPath(path))! }));
}

/** The names of all layers of a model, those of nested models among them. */
export function layerNames(model: tf.LayersModel): string[] {
  return namedLayers(model).map(({ name }) => name);
}

/**
 * The weights of a model in the order of `model.weights`, each once.
 *
 * Names are TensorFlow.js' own where no models are nested; inside a nested one the layer's name is
 * that of `namedLayers`, so that two models may hold layers of one name.
 */
export function namedWeights(model: tf.LayersModel): NamedWeight[] {
  const known = new Map<LayerVariable, NamedWeight>();
  for (const { name, layer } of namedLayers(model))
    for (const weight of layerWeights(name, layer)) if (!known.has(weight.variable)) known.set(weight.variable, weight);
  return [...new Set(model.weights)].map((variable) => known.get(variable)!);
}

/** The weights of one layer that is called `name` among all others. */
export function layerWeights(name: string, layer: tf.layers.Layer): NamedWeight[] {
  const scope = `${layer.name}/`;
  return layer.weights.map((variable) => {
    const own = variable.originalName;
    const renamed = name !== layer.name && own.startsWith(scope);
    return { name: renamed ? `${name}/${own.slice(scope.length)}` : own, layer: name, variable };
  });
}

/** One weight by its full name. */
export function weightNamed(model: tf.LayersModel, name: string): LayerVariable {
  if (!hasNested(model)) return model.weights.find(({ originalName }) => originalName === name)!;
  return namedWeights(model).find((weight) => weight.name === name)!.variable;
}

/** Whether models are among a model's layers. */
function hasNested(model: tf.LayersModel): boolean {
  return model.layers.some((layer) => layer instanceof tf.LayersModel);
}
