import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { type Connected, connected } from "./connected.ts";
import { type LayerConfig, layerName } from "./model-config.ts";
import { layerWeights, namedLayers } from "./named-weights.ts";
import { topologyOf } from "./topology.ts";

/**
 * A tensor's shape without the batch: `[height, width, channels]` of an image, `[features]` of a
 * vector.
 */
export type Shape = number[];

/**
 * One use of a layer. A layer used twice (shared) makes two calls, a layer of a nested model one
 * for each use of the model.
 */
export interface Call {
  layer: tf.layers.Layer;
  /**
   * What the layer is called in `topologyOf`: `layer.name`, except where nested models hold layers
   * of one name.
   */
  name: string;
  className: string;
  config: Record<string, unknown>;
  /** The layer's weights, by the names of `namedWeights`. */
  weights: readonly CallWeight[];
  /** Names the tensor that this call makes. */
  output: string;
  outputShape: Shape;
  /** The tensors it takes, in the layer's order; empty for the network's input. */
  inputs: string[];
  inputShapes: Shape[];
  /** What it makes beside the first tensor; no layer that can be pruned makes more. */
  others: { output: string; shape: Shape }[];
}

/** A weight as far as a call needs it. */
export interface CallWeight {
  name: string;
  shape: readonly number[];
}

/**
 * Every use of every layer, each after the ones it takes its input from, with shapes.
 *
 * Reads the topology, computes nothing.
 *
 * @throws CompressError `bad_model` where a shape other than the batch is open.
 */
export function callsOf(model: tf.LayersModel): { calls: Call[]; outputs: string[] } {
  const network = connected(topologyOf(model));
  return { calls: inOrder(model, network), outputs: network.outputs.map(tensorName) };
}

/** Layers are in order of depth, so a shared layer's second call may have to wait for its input. */
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
        `Model ${model.name}: layer ${layerName(late[0]!.entry)} takes a tensor that no layer makes.`,
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
