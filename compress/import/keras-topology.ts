import { z } from "zod";
import { CompressError } from "../errors.ts";
import { isNested, type LayerConfig, type ModelConfig } from "../model/model-config.ts";
import { type CallArguments, readCall } from "./keras-calls.ts";
import type { Obstacles } from "./obstacles.ts";

/** A layer of a Keras file, as far as every class of layer has it. */
const savedLayer = z.looseObject({
  module: z.string().nullish(),
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({ name: z.string() }),
  inbound_nodes: z.array(z.unknown()).optional(),
});
type SavedLayer = z.infer<typeof savedLayer>;

/** The topology of a Keras file: the words of Keras 2 and of Keras 3. */
const savedTopology = z.looseObject({
  class_name: z.string(),
  config: z.looseObject({
    name: z.string(),
    layers: z.array(savedLayer).min(1),
    input_layers: z.array(z.unknown()).optional(),
    output_layers: z.array(z.unknown()).optional(),
    build_input_shape: z.array(z.number().nullable()).nullish(),
  }),
});

const modelClasses = ["Functional", "Model", "Sequential"];

/** 2 of "2.15.0"; undefined for what is no version. */
export function majorOf(version: unknown): number | undefined {
  const major = Number.parseInt(String(version), 10);
  return Number.isNaN(major) ? undefined : major;
}

/** The class of an operator's node: `x * 0.5` of Keras 3 is `operation Multiply`. */
const operation = (name: string) => `operation ${name}`;

/** How Keras 2 calls operators, and what they are called in Keras 3. */
const operatorsOfKeras2: Record<string, string> = {
  "math.multiply": "Multiply",
  "math.add": "Add",
  "math.subtract": "Subtract",
  "math.truediv": "TrueDivide",
  "math.maximum": "Maximum",
  "math.minimum": "Minimum",
  "nn.relu": "Relu",
  "__operators__.add": "Add",
};

/**
 * A Keras topology, of Keras 2 or 3, as a topology of ours whose layers still are Keras': classes
 * and settings as in the file, and the connections in the words that TensorFlow.js shares with
 * Keras 2.
 *
 * Keras 3 writes `batch_shape` for `batch_input_shape`, and lists what a layer takes as
 * `{args, kwargs}` with `keras_history`. What else a call is given is in the layer's setting
 * `call`: numbers that an operator calculates with, and `training = False`, which for a nested
 * model holds for each layer in it. What stands in the way is noted, and the rest is read on.
 *
 * @throws CompressError `bad_model` for what is no topology, `unsupported_layer` for a network that
 *   does not say how its layers are connected.
 */
export function readTopology(saved: unknown, obstacles: Obstacles): ModelConfig {
  if (isSubclassed(saved)) throw subclassed(String(saved.class_name));
  const parsed = savedTopology.safeParse(saved);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new CompressError("bad_model", `The file holds no Keras network: ${path.join(".")}: ${message}.`, {
      cause: parsed.error,
    });
  }
  const { class_name, config } = parsed.data;
  if (!modelClasses.includes(class_name)) throw subclassed(class_name);
  if (class_name === "Sequential") {
    const layers = config.layers.map((layer) => readLayer(layer, obstacles));
    const shape = config.build_input_shape;
    const open = layers[0]!.class_name !== "InputLayer" && layers[0]!.config.batch_input_shape === undefined;
    if (open && shape) layers[0]!.config.batch_input_shape = [null, ...shape.slice(1)];
    return { class_name, config: { name: config.name, layers } };
  }
  const layers = config.layers.map((saved): LayerConfig => {
    const name = saved.config.name;
    const calls = (saved.inbound_nodes ?? []).flatMap((node) => {
      try {
        return [readCall(node, name)];
      } catch (error) {
        obstacles.note(error);
        return [];
      }
    });
    const layer = readLayer(saved, obstacles);
    withArguments(
      layer,
      calls.map(({ given }) => given),
    );
    return { ...layer, name, inbound_nodes: calls.map(({ sources }) => sources) };
  });
  const [input_layers, output_layers] = [ends(config.input_layers, "input"), ends(config.output_layers, "output")];
  const taken = [...layers.flatMap(({ inbound_nodes = [] }) => inbound_nodes.flat()), ...output_layers];
  for (const { name, config, class_name, inbound_nodes } of layers)
    if (isNested({ class_name, config }))
      countFromOne(
        taken.filter(([from]) => from === name),
        inbound_nodes!.length,
      );
  return { class_name: "Functional", config: { name: config.name, layers, input_layers, output_layers } };
}

/** A model of a class of its own, which Keras saves without its layers. */
function isSubclassed(saved: unknown): saved is { class_name: unknown } {
  const known = z.looseObject({ class_name: z.string(), config: z.looseObject({}) }).safeParse(saved);
  return known.success && !modelClasses.includes(known.data.class_name);
}

function subclassed(className: string): CompressError {
  return new CompressError(
    "unsupported_layer",
    `The network is of class ${className}: only Functional and Sequential ones say how their layers are connected, so build it from keras.Input with keras.Model(inputs, outputs), and save that.`,
  );
}

/**
 * TensorFlow.js and Keras 2 count a nested model's uses from 1, as its own making is its node 0;
 * Keras 3 counts them from 0.
 */
function countFromOne(ends: [string, number, ...unknown[]][], uses: number): void {
  if (ends.every((end) => end[1] < uses)) for (const end of ends) end[1] += 1;
}

function readLayer(saved: SavedLayer, obstacles: Obstacles): LayerConfig {
  const { class_name } = saved;
  if (modelClasses.includes(class_name) && Array.isArray(saved.config.layers)) {
    const nested = readTopology(saved, obstacles);
    return { class_name: nested.class_name, config: { ...nested.config } };
  }
  const { batch_shape, ...config } = saved.config;
  if (Array.isArray(batch_shape)) config.batch_input_shape = batch_shape;
  if (class_name === "TFOpLambda") {
    const name = operatorsOfKeras2[String(config.function)];
    return { class_name: operation(name ?? String(config.function)), config };
  }
  return { class_name: isOperation(saved) ? operation(class_name) : class_name, config };
}

/** A node of an operator: an archive names its module; a .h5 file does not, but its settings are not a layer's. */
function isOperation({ module, config, inbound_nodes }: SavedLayer): boolean {
  if (typeof module === "string") return /^keras(\.src)?\.ops\b/.test(module);
  return inbound_nodes !== undefined && inbound_nodes.length > 0 && !("dtype" in config) && !("trainable" in config);
}

/** Writes down what the calls of a layer are given beside tensors. */
function withArguments(layer: LayerConfig, calls: readonly CallArguments[]): void {
  const settles = calls.find(({ training }) => training !== undefined)?.training;
  if (settles !== undefined) setTraining(layer, settles);
  const [first] = calls;
  if (first && layer.class_name.startsWith("operation ")) layer.config.call = first;
}

/** Whether a layer, or each layer of a nested model, is always in training or never. */
function setTraining({ config }: LayerConfig, training: boolean): void {
  if (Array.isArray(config.layers)) for (const inside of config.layers as LayerConfig[]) setTraining(inside, training);
  else config.training = training;
}

/** The network's ends: Keras 3 writes a single one without a list around it. */
function ends(given: unknown[] | undefined, what: string): [string, number, number][] {
  const list = typeof given?.[0] === "string" ? [given] : (given ?? []);
  return list.map((end) => {
    const parsed = z.tuple([z.string(), z.int(), z.int()]).safeParse(end);
    if (parsed.success) return parsed.data;
    throw new CompressError("bad_model", `The file does not say which layer is the network's ${what}.`);
  });
}
