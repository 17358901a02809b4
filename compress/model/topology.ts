import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { type Connected, connected, flattenTopology } from "./flatten.ts";
import { forgottenSettings } from "./lost-settings.ts";
import { layerWeights, type NamedLayer, namedLayers } from "./named-weights.ts";
import type { Identity } from "./nested-names.ts";

/** A layer as model.json writes it. */
export interface LayerConfig {
  class_name: string;
  name?: string;
  config: Record<string, unknown>;
  inbound_nodes?: [layer: string, call: number, output: number, ...rest: unknown[]][][];
}

/** A model's topology as model.json writes it, for a functional model and for a Sequential. */
export interface ModelConfig {
  class_name: string;
  config: {
    name: string;
    layers: LayerConfig[];
    input_layers?: [layer: string, call: number, output: number][];
    output_layers?: [layer: string, call: number, output: number][];
  };
}

/** A tensor's shape without the batch: `[height, width, channels]` of an image, `[features]` of a vector. */
export type Shape = number[];

/** One use of a layer. A layer used twice (shared) makes two calls, a layer of a nested model one for each use of the model. */
export interface Call {
  layer: tf.layers.Layer;
  /** What the layer is called in `modelConfig`: `layer.name`, except where nested models hold layers of one name. */
  name: string;
  className: string;
  config: Record<string, unknown>;
  /** The layer's weights, by the names of `namedWeights`. */
  weights: readonly CallWeight[];
  /** Names the tensor that this call gives. */
  output: string;
  outputShape: Shape;
  /** The tensors it takes, in the layer's order; empty for the network's input. */
  inputs: string[];
  inputShapes: Shape[];
  /** What it gives beside the first tensor; none of the layers that can be pruned does. */
  others: { output: string; shape: Shape }[];
}

/** A weight as far as a call needs it. */
export interface CallWeight {
  name: string;
  shape: readonly number[];
}

/**
 * The topology as plain data, as it would be saved, with the layers of nested models in the models' places (`flattenTopology`); a fresh
 * copy that the caller may change. A layer that a nested model keeps from learning does not learn in it either.
 */
export function modelConfig(model: tf.LayersModel): ModelConfig {
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

/** The layer itself, so that one that stands in several nested models is seen to be one. */
function identityIn(model: tf.LayersModel): Identity {
  const layerAt = ([name, ...inside]: readonly string[], within = model): tf.layers.Layer => {
    const layer = within.getLayer(name!);
    return inside.length === 0 ? layer : layerAt(inside, layer as tf.LayersModel);
  };
  return (path) => layerAt(path);
}

/** Whether a model inside the outermost one keeps a layer from learning; the layer itself may not know. */
function isFrozen({ layer, models: [, ...nested] }: NamedLayer): boolean {
  if (nested.length === 0 || layer.weights.length === 0) return false;
  return nested.some(({ trainable }) => !trainable) || layer.trainableWeights.length === 0;
}

/** The name of a layer inside a topology: a Sequential keeps it in the layer's own settings. */
export function layerName(layer: LayerConfig): string {
  return layer.name ?? String(layer.config.name);
}

/**
 * Every use of every layer, each after the ones it takes its input from, with shapes.
 *
 * Reads the topology, computes nothing. Throws `bad_model` where a shape other than the batch is open.
 */
export function callsOf(model: tf.LayersModel): { calls: Call[]; outputs: string[] } {
  const network = connected(modelConfig(model));
  return { calls: inOrder(model, network), outputs: network.outputs.map(tensorName) };
}

/** Layers stand by depth, so a shared layer's second call may have to wait for its input. */
function inOrder(model: tf.LayersModel, { layers, inputs: entrances }: Connected): Call[] {
  const calls: Call[] = [];
  const named = new Map(namedLayers(model).map(({ name, layer }) => [name, layer]));
  const shapes = new Map<string, Shape>();
  let waiting = layers.flatMap((entry) => {
    const nodes = entry.inbound_nodes?.length ? entry.inbound_nodes : [[]];
    return nodes.map((from, call) => ({ entry, from, output: `${layerName(entry)}:${call}` }));
  });
  while (waiting.length > 0) {
    const late: typeof waiting = [];
    for (const { entry, from, output } of waiting) {
      const inputs = from.map((end) => ({ output: tensorName(end), shape: shapes.get(tensorName(end)) }));
      const known = inputs.filter((input): input is { output: string; shape: Shape } => input.shape !== undefined);
      if (known.length < inputs.length) {
        late.push({ entry, from, output });
        continue;
      }
      const name = layerName(entry);
      const entrance = entrances.findIndex(([input]) => input === name);
      const layer = named.get(name) ?? model.inputs[entrance]!.sourceLayer; // a Sequential's is in no list of layers
      const call =
        inputs.length === 0
          ? inputCall(layer, name, output, closed(entry.config.batch_input_shape as tf.Shape, output))
          : use(layer, entry, output, known);
      shapes.set(output, call.outputShape);
      for (const other of call.others) shapes.set(other.output, other.shape);
      calls.push(call);
    }
    if (late.length === waiting.length)
      throw new CompressError(
        "bad_model",
        `Model ${model.name}: layer ${layerName(late[0]!.entry)} takes a tensor that no layer gives.`,
      );
    waiting = late;
  }
  return calls;
}

/** `layer:call`, and which of the call's tensors where it is not the first. */
function tensorName([layer, call, output]: readonly [string, number, number, ...unknown[]]): string {
  return output === 0 ? `${layer}:${call}` : `${layer}:${call}:${output}`;
}

function inputCall(layer: tf.layers.Layer, name: string, output: string, outputShape: Shape): Call {
  const none = { config: {}, weights: [], inputs: [], inputShapes: [], others: [] };
  return { layer, name, className: "InputLayer", output, outputShape, ...none };
}

function use(
  layer: tf.layers.Layer,
  entry: LayerConfig,
  output: string,
  from: { output: string; shape: Shape }[],
): Call {
  const batched = from.map(({ shape }) => [1, ...shape]); // an open batch would leave open what a Reshape is to find out
  const given = layer.computeOutputShape(batched.length === 1 ? batched[0]! : batched);
  const shapes = (Array.isArray(given[0]) ? given : [given]) as tf.Shape[];
  const [outputShape, ...more] = shapes.map((shape) => closed(shape, output));
  const name = layerName(entry);
  return {
    layer,
    name,
    className: entry.class_name,
    config: entry.config,
    weights: layerWeights(name, layer).map(({ name, variable }) => ({ name, shape: variable.shape as number[] })),
    output,
    outputShape: outputShape!,
    inputs: from.map((tensor) => tensor.output),
    inputShapes: from.map((tensor) => tensor.shape),
    others: more.map((shape, i) => ({ output: `${output}:${i + 1}`, shape })),
  };
}

function closed(shape: tf.Shape, name: string): Shape {
  return shape.slice(1).map((size) => {
    if (size === null)
      throw new CompressError("bad_model", `Tensor ${name} has an open size; give the input its full shape.`);
    return size;
  });
}
