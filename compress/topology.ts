import { CompressError } from "./errors.ts";
import type { tf } from "./tensorflow.ts";

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
  config: { name: string; layers: LayerConfig[]; output_layers?: [layer: string, call: number, output: number][] };
}

/** A tensor's shape without the batch: `[height, width, channels]` of an image, `[features]` of a vector. */
export type Shape = number[];

/** One use of a layer. A layer used twice (shared) makes two calls. */
export interface Call {
  layer: tf.layers.Layer;
  className: string;
  config: Record<string, unknown>;
  /** Names the tensor that this call gives. */
  output: string;
  outputShape: Shape;
  /** The tensors it takes, in the layer's order; empty for the network's input. */
  inputs: string[];
  inputShapes: Shape[];
}

/** The topology as plain data, as it would be saved; a fresh copy that the caller may change. */
export function modelConfig(model: tf.LayersModel): ModelConfig {
  return JSON.parse(JSON.stringify(model.toJSON(null, false))) as ModelConfig;
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
  const { config } = modelConfig(model);
  return config.output_layers === undefined
    ? chainOf(model, config.layers)
    : { calls: ordered(model, config.layers), outputs: config.output_layers.map(([name, call]) => `${name}:${call}`) };
}

/** A Sequential: every layer takes what the one before it gives. */
function chainOf(model: tf.LayersModel, layers: LayerConfig[]): { calls: Call[]; outputs: string[] } {
  const calls: Call[] = [];
  let from = { output: "input", shape: closed(model.inputs[0]!.shape, "input") };
  if (layers[0]?.class_name !== "InputLayer")
    calls.push(inputCall(model.inputs[0]!.sourceLayer, from.output, from.shape));
  for (const entry of layers) {
    const layer = model.getLayer(layerName(entry));
    const output = `${layer.name}:0`;
    const call =
      entry.class_name === "InputLayer" ? inputCall(layer, output, from.shape) : use(layer, entry, output, [from]);
    calls.push(call);
    from = { output, shape: call.outputShape };
  }
  return { calls, outputs: [from.output] };
}

/** A functional model: layers stand by depth, so a shared layer's second call may have to wait for its input. */
function ordered(model: tf.LayersModel, layers: LayerConfig[]): Call[] {
  const calls: Call[] = [];
  const named = new Map(model.layers.map((layer) => [layer.name, layer]));
  const shapes = new Map<string, Shape>();
  let waiting = layers.flatMap((entry) => {
    const nodes = entry.inbound_nodes?.length ? entry.inbound_nodes : [[]];
    return nodes.map((from, call) => ({ entry, from, output: `${layerName(entry)}:${call}` }));
  });
  while (waiting.length > 0) {
    const late: typeof waiting = [];
    for (const { entry, from, output } of waiting) {
      const inputs = from.map(([name, call]) => ({ output: `${name}:${call}`, shape: shapes.get(`${name}:${call}`) }));
      const known = inputs.filter((input): input is { output: string; shape: Shape } => input.shape !== undefined);
      if (known.length < inputs.length) {
        late.push({ entry, from, output });
        continue;
      }
      const layer = named.get(layerName(entry))!;
      const call =
        inputs.length === 0
          ? inputCall(layer, output, closed(entry.config.batch_input_shape as tf.Shape, output))
          : use(layer, entry, output, known);
      shapes.set(output, call.outputShape);
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

function inputCall(layer: tf.layers.Layer, output: string, outputShape: Shape): Call {
  return { layer, className: "InputLayer", config: {}, output, outputShape, inputs: [], inputShapes: [] };
}

function use(
  layer: tf.layers.Layer,
  entry: LayerConfig,
  output: string,
  from: { output: string; shape: Shape }[],
): Call {
  const batched = from.map(({ shape }) => [null, ...shape]);
  const given = layer.computeOutputShape(batched.length === 1 ? batched[0]! : batched);
  const outputShape = closed((Array.isArray(given[0]) ? given[0] : given) as tf.Shape, output);
  const inputs = from.map((tensor) => tensor.output);
  const inputShapes = from.map((tensor) => tensor.shape);
  return { layer, className: entry.class_name, config: entry.config, output, outputShape, inputs, inputShapes };
}

function closed(shape: tf.Shape, name: string): Shape {
  return shape.slice(1).map((size) => {
    if (size === null)
      throw new CompressError("bad_model", `Tensor ${name} has an open size; give the input its full shape.`);
    return size;
  });
}
