import type { LayerConfig, ModelConfig } from "../topology.ts";

type End = [layer: string, call: number, output: number];

/** A topology without nested models, and where each of its layers stood: the names from the outermost model to the layer's own. */
export interface FlatTopology {
  topology: ModelConfig;
  paths: Map<string, string[]>;
}

/** A layer with what each of its calls takes. */
interface Placed {
  class_name: string;
  config: LayerConfig["config"];
  path: string[];
  calls: End[][];
}
interface Network {
  inputs: End[];
  outputs: End[];
  layers: Map<string, Placed>;
}

/**
 * Puts the layers of nested models in the nested models' places, so that every layer can be seen, counted and pruned.
 *
 * A nested model that is used several times becomes as many calls of each of its layers, which share their weights as before. Layers keep
 * their names where these are free, and get the nested model's name in front elsewhere. A model without nested ones stays as it is.
 */
export function flattenTopology(topology: ModelConfig): FlatTopology {
  const { layers } = topology.config;
  if (!layers.some(isNested))
    return { topology, paths: new Map(layers.map(({ config }) => [String(config.name), [String(config.name)]])) };
  const flat = flatten(topology);
  const entries = [...flat.layers].map(([name, { class_name, config, calls }]) => ({
    class_name,
    name,
    config: { ...config, name },
    inbound_nodes: calls.map((call) => call.map((end): [...End, unknown] => [...end, {}])),
  }));
  const config = {
    name: topology.config.name,
    layers: entries,
    input_layers: flat.inputs,
    output_layers: flat.outputs,
  };
  return {
    topology: { class_name: "Functional", config },
    paths: new Map([...flat.layers].map(([name, { path }]) => [name, path])),
  };
}

function isNested({ config }: LayerConfig): boolean {
  return Array.isArray(config.layers);
}

/** A nested model, and the inputs and outputs of each of its uses. */
interface Uses {
  inner: Network;
  names: Map<string, string>;
  sources: End[][];
}

function flatten(model: ModelConfig): Network {
  const { layers: entries, inputs, outputs } = connected(model);
  const layers = new Map<string, Placed>();
  const nested = new Map<string, Uses>();
  const taken = new Set(entries.filter((entry) => !isNested(entry)).map(({ config }) => String(config.name)));
  for (const entry of entries) {
    const name = String(entry.config.name);
    const calls = (entry.inbound_nodes ?? []).map((node) => node.map(([from, at, output]): End => [from, at, output]));
    if (!isNested(entry)) {
      layers.set(name, { class_name: entry.class_name, config: entry.config, path: [name], calls });
      continue;
    }
    const inner = flatten(entry as unknown as ModelConfig);
    const names = new Map<string, string>();
    for (const [own, layer] of inner.layers) {
      if (layer.class_name === "InputLayer") continue;
      let free = own;
      while (taken.has(free)) free = `${name}_${free}`;
      taken.add(free);
      names.set(own, free);
      layers.set(free, { ...layer, path: [name, ...layer.path], calls: [] }); // in its place; the calls follow below
    }
    nested.set(name, { inner, names, sources: calls });
  }
  const resolve = ([from, at, output]: End): End => {
    const uses = nested.get(from);
    return uses ? inside(uses, at - 1, uses.inner.outputs[output]!) : [from, at, output]; // its node 0 is its own making
  };
  /** What a tensor inside a nested model is outside, at its n-th use. */
  const inside = (uses: Uses, use: number, [from, at, output]: End): End => {
    const input = uses.inner.inputs.findIndex(([name]) => name === from);
    if (input >= 0) return resolve(uses.sources[use]![input]!);
    const callsOfOne = uses.inner.layers.get(from)!.calls.length;
    return [uses.names.get(from)!, use * callsOfOne + at, output];
  };
  for (const layer of layers.values()) layer.calls = layer.calls.map((call) => call.map(resolve));
  for (const uses of nested.values())
    for (const [own, free] of uses.names)
      layers.get(free)!.calls = uses.sources.flatMap((_, use) =>
        uses.inner.layers.get(own)!.calls.map((call) => call.map((end) => inside(uses, use, end))),
      );
  return { inputs, outputs: outputs.map(resolve), layers };
}

/** A Sequential as a functional model: every layer takes what the one before it gives, the first what enters. */
function connected(model: ModelConfig): { layers: LayerConfig[]; inputs: End[]; outputs: End[] } {
  const { config } = model;
  if (config.output_layers !== undefined) {
    const { input_layers = [] } = config as { input_layers?: End[] };
    return { layers: config.layers, inputs: input_layers, outputs: config.output_layers };
  }
  const [first] = config.layers;
  const name = first!.class_name === "InputLayer" ? String(first!.config.name) : `${config.name}_input`;
  const input: LayerConfig = {
    class_name: "InputLayer",
    config: { batch_input_shape: first!.config.batch_input_shape, dtype: "float32", sparse: false, name },
    inbound_nodes: [],
  };
  let before = name;
  const rest = config.layers
    .filter(({ class_name }) => class_name !== "InputLayer")
    .map((layer) => {
      const chained: LayerConfig = { ...layer, inbound_nodes: [[[before, 0, 0, {}]]] };
      before = String(layer.config.name);
      return chained;
    });
  return { layers: [input, ...rest], inputs: [[name, 0, 0]], outputs: [[before, 0, 0]] };
}
