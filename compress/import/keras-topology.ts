import { z } from "zod";
import { CompressError } from "../errors.ts";
import type { LayerConfig, ModelConfig } from "../model/model-config.ts";
import { translateLayer, unsupported } from "./keras-layers.ts";

/** A layer of a Keras file, as far as every class of layer has it. */
const savedLayer = z.looseObject({
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

type Source = [layer: string, call: number, output: number, settings: Record<string, never>];

const modelClasses = ["Functional", "Model", "Sequential"];

/**
 * A Keras topology, of Keras 2 or 3, in the words of TensorFlow.js 4.
 *
 * Keras 3 writes `batch_shape` for `batch_input_shape`, wraps data types, initializers and
 * functions in objects, and lists what a layer takes as `{args, kwargs}` with `keras_history`; all
 * are written in the words of Keras 2, which TensorFlow.js reads.
 *
 * @throws CompressError `bad_model` for what is no topology, `unsupported_layer` by name for what
 *   cannot be translated.
 */
export function translateTopology(saved: unknown): ModelConfig {
  const parsed = savedTopology.safeParse(saved);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new CompressError("bad_model", `The file holds no Keras network: ${path.join(".")}: ${message}.`, {
      cause: parsed.error,
    });
  }
  const { class_name, config } = parsed.data;
  if (!modelClasses.includes(class_name))
    throw new CompressError(
      "unsupported_layer",
      `The network is of class ${class_name}: only Functional and Sequential ones say how their layers are connected.`,
    );
  if (class_name === "Sequential") {
    const layers = config.layers.map(translated);
    const shape = config.build_input_shape;
    const open = layers[0]!.class_name !== "InputLayer" && layers[0]!.config.batch_input_shape === undefined;
    if (open && shape) layers[0]!.config.batch_input_shape = [null, ...shape.slice(1)];
    return { class_name, config: { name: config.name, layers } };
  }
  const layers = config.layers.map((layer) => ({
    ...translated(layer),
    name: layer.config.name,
    inbound_nodes: (layer.inbound_nodes ?? []).map((node) => sources(node, layer.config.name)),
  }));
  const [input_layers, output_layers] = [ends(config.input_layers, "input"), ends(config.output_layers, "output")];
  const functional = { name: config.name, layers, input_layers, output_layers };
  const taken = [...layers.flatMap((layer) => layer.inbound_nodes.flat()), ...output_layers];
  for (const { name, class_name, inbound_nodes } of layers)
    if (modelClasses.includes(class_name))
      countFromOne(
        taken.filter(([from]) => from === name),
        inbound_nodes.length,
      );
  return { class_name: "Functional", config: functional };
}

/**
 * TensorFlow.js and Keras 2 count a nested model's uses from 1, as its own making is its node 0;
 * Keras 3 counts them from 0.
 */
function countFromOne(ends: (Source | [string, number, number])[], uses: number): void {
  if (ends.every((end) => end[1] < uses)) for (const end of ends) end[1] += 1;
}

function translated(layer: SavedLayer): LayerConfig {
  if (!modelClasses.includes(layer.class_name)) return { ...translateLayer(layer.class_name, layer.config) };
  const nested = translateTopology(layer);
  return { class_name: nested.class_name, config: { ...nested.config } };
}

const keras2Source = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown());
const keras3Source = z.looseObject({
  class_name: z.literal("__keras_tensor__"),
  config: z.looseObject({ keras_history: z.tuple([z.string(), z.int(), z.int()]) }),
});
const keras3Node = z.looseObject({ args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()).optional() });

/** What one call of a layer takes. */
function sources(node: unknown, layer: string): Source[] {
  const call = keras3Node.safeParse(node);
  const given = call.success ? call.data.args.flat() : Array.isArray(node) ? node : [node];
  const extra = Object.entries((call.success && call.data.kwargs) || {}).find(([, value]) => value !== null);
  if (extra) throw unsupported(layer, `it is called with ${extra[0]} = ${JSON.stringify(extra[1])}`);
  return given.map((source): Source => {
    const old = keras2Source.safeParse(source);
    if (old.success) {
      const [name, at, output, settings] = old.data;
      const named = Object.entries(settings ?? {}).find(([, value]) => value !== null);
      if (named) throw unsupported(layer, `it is called with ${named[0]} = ${JSON.stringify(named[1])}`);
      return [name, at, output, {}];
    }
    const now = keras3Source.safeParse(source);
    if (!now.success) throw unsupported(layer, `it takes something else than another layer's output`);
    return [...now.data.config.keras_history, {}];
  });
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
