import { firstCall, isNested, type LayerConfig, layerName, type ModelConfig } from "./model-config.ts";

/** A tensor of a topology: which of the tensors that a layer's call returns. */
export type End = [layer: string, call: number, output: number];

/** A functional model's layers and ends. */
export interface Connected {
  name: string;
  layers: LayerConfig[];
  inputs: End[];
  outputs: End[];
}

/**
 * A functional model as it is, and a Sequential as one: every layer takes the output of the one
 * before it, the first what enters.
 */
export function connected({ config }: ModelConfig, taken: { has(name: string): boolean } = new Set()): Connected {
  if (config.output_layers !== undefined) {
    const { name, layers, input_layers: inputs = [], output_layers: outputs } = config;
    return { name, layers, inputs, outputs };
  }
  const first = config.layers[0]!;
  let name = layerName(first);
  if (first.class_name !== "InputLayer") {
    name = `${name}_input`; // as TensorFlow.js calls it
    while (taken.has(name)) name = `${name}_input`;
  }
  const input: LayerConfig = {
    class_name: "InputLayer",
    config: { batch_input_shape: entryShape(config.layers), dtype: "float32", sparse: false, name },
    inbound_nodes: [],
  };
  let before: End = [name, 0, 0];
  const rest = config.layers
    .filter(({ class_name }) => class_name !== "InputLayer")
    .map((layer) => {
      const chained: LayerConfig = { ...layer, inbound_nodes: [[[...before, {}]]] };
      before = [layerName(layer), firstCall(layer), 0];
      return chained;
    });
  return { name: config.name, layers: [input, ...rest], inputs: [[name, 0, 0]], outputs: [before] };
}

/**
 * The shape that a Sequential takes: its first layer's, that of its first layer's first layer, and
 * so on.
 */
function entryShape(layers: readonly LayerConfig[]): unknown {
  const [first] = layers;
  if (first === undefined) return undefined;
  if (!isNested(first)) return first.config.batch_input_shape;
  const inside = first.config as unknown as ModelConfig["config"];
  const entry = inside.layers.find((layer) => layerName(layer) === inside.input_layers?.[0]?.[0]);
  return entry ? entry.config.batch_input_shape : entryShape(inside.layers);
}
