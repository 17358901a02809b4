import { CompressError } from "../errors.ts";
import { type Connected, connected, type End } from "./connected.ts";
import { inLoadingOrder } from "./loading-order.ts";
import { firstCall, isNested, type LayerConfig, layerName, type ModelConfig } from "./model-config.ts";
import { byPath, flatNames, type Identity, type Nest } from "./nested-names.ts";

/**
 * A topology without nested models, and where each of its layers stood: the names from the
 * outermost model to the layer's own.
 */
export interface FlatTopology {
  topology: ModelConfig;
  paths: Map<string, readonly string[]>;
}

/** A layer with all of its calls. */
interface Placed {
  entry: LayerConfig;
  name: string;
  calls: Call[];
}
interface Call {
  layer: Placed;
  takes: Tensor[];
  settings: unknown;
}
interface Tensor {
  call: Call;
  output: number;
}

/**
 * Puts the layers of nested models in the nested models' places, so that every layer can be seen,
 * counted and pruned.
 *
 * A nested model that is used several times becomes as many calls of each of its layers, which
 * share their weights as before, and so does a layer that `identity` finds in several models. What
 * no output needs is omitted. The layers are ordered, and their calls numbered, as TensorFlow.js
 * writes the model down that it makes of the topology. A model without nested ones stays as it is,
 * but for those numbers.
 *
 * @throws CompressError `bad_model` for a topology that cannot be followed.
 */
export function flattenTopology(topology: ModelConfig, identity: Identity = byPath): FlatTopology {
  const { config } = topology;
  if (!config.layers.some(isNested)) {
    const paths = new Map(config.layers.map((layer) => [layerName(layer), [layerName(layer)]]));
    return { topology: inLoadingOrder(topology), paths };
  }
  const names = flatNames(config.layers.map(nest), identity);
  const paths = new Map(names.toReversed().map(({ name, path }) => [name, path])); // a layer in several places is put in the first
  const nameOf = new Map(names.map(({ name, path }) => [byPath(path), name]));
  const network = connected(topology, paths);
  const placed = new Map<string, Placed>();
  const place = (path: readonly string[], entry: LayerConfig): Placed => {
    const name = nameOf.get(byPath(path)) ?? layerName(entry); // the input that a Sequential does not name
    return placed.get(name) ?? placed.set(name, { entry, name, calls: [] }).get(name)!;
  };
  const tensorOf = follow(network, [], place);
  const outputs = network.outputs.map(tensorOf);
  for (const input of network.inputs) tensorOf(input);
  const layers = layersByDepth([...outputs, ...network.inputs.map(tensorOf)]).map(written);
  const ends = { input_layers: network.inputs, output_layers: outputs.map(endOf) };
  const flat = { ...topology, class_name: "Functional", config: { name: config.name, layers, ...ends } };
  return { topology: inLoadingOrder(flat), paths };
}

function nest(entry: LayerConfig): Nest {
  const inside = isNested(entry) ? (entry.config.layers as LayerConfig[]).map(nest) : undefined;
  return { name: layerName(entry), className: entry.class_name, inside };
}

/**
 * Follows tensors back to what they are made from, into nested models and out again, and makes each
 * call that is on the way, once.
 */
function follow(
  network: Connected,
  path: readonly string[],
  place: (path: readonly string[], entry: LayerConfig) => Placed,
  entering?: (input: number) => Tensor,
): (end: End) => Tensor {
  const entries = new Map(network.layers.map((entry) => [layerName(entry), entry]));
  const inputs = new Map(network.inputs.map(([name], index) => [name, index]));
  const calls = new Map<string, Call>();
  const uses = new Map<string, (output: number) => Tensor>();
  const tensorOf = ([name, at, output]: End): Tensor => {
    const entry = entries.get(name);
    const input = inputs.get(name);
    if (entry === undefined) throw noSuchTensor(network.name, name);
    if (input !== undefined && entering) return entering(input);
    const key = `${name}:${at}`;
    if (isNested(entry)) {
      const use = uses.get(key) ?? uses.set(key, opened(entry, at)).get(key)!;
      return use(output);
    }
    const known = calls.get(key);
    if (known) return { call: known, output };
    const from = entry.inbound_nodes?.[at] ?? [];
    const takes = from.map(([layer, call, tensor]) => tensorOf([layer, call, tensor]));
    const layer = place([...path, name], entry);
    const call: Call = { layer, takes, settings: from[0]?.[3] ?? {} };
    layer.calls.push(call);
    calls.set(key, call);
    return { call, output };
  };
  const opened = (entry: LayerConfig, at: number) => {
    const name = layerName(entry);
    const sources = entry.inbound_nodes?.[at - firstCall(entry)];
    if (sources === undefined) throw noSuchTensor(network.name, name);
    const inside = connected(entry as unknown as ModelConfig);
    const inner = follow(inside, [...path, name], place, (input) => {
      const [layer, call, tensor] = sources[input]!;
      return tensorOf([layer, call, tensor]);
    });
    return (output: number) => inner(inside.outputs[output]!);
  };
  return tensorOf;
}

function noSuchTensor(model: string, layer: string): CompressError {
  return new CompressError("bad_model", `Model ${model} takes a tensor of layer ${layer} that is not there.`);
}

/**
 * The layers that some tensors need, in the order of TensorFlow.js' `Container`: the farther from
 * the outputs the earlier.
 */
function layersByDepth(outputs: readonly Tensor[]): Placed[] {
  const order = new Map<Placed, number>();
  const finished = new Set<Call>();
  const visit = ({ call }: Tensor) => {
    if (finished.has(call)) return;
    if (!order.has(call.layer)) order.set(call.layer, order.size);
    call.takes.forEach(visit);
    finished.add(call);
  };
  outputs.forEach(visit);
  const layerDepth = new Map<Placed, number>();
  const callDepth = new Map<Call, number>();
  for (const call of [...finished].reverse()) {
    const depth = Math.max(callDepth.get(call) ?? 0, layerDepth.get(call.layer) ?? 0);
    layerDepth.set(call.layer, depth);
    for (const { call: before } of call.takes) callDepth.set(before, Math.max(depth + 1, callDepth.get(before) ?? 0));
  }
  return [...order.keys()].sort((a, b) => layerDepth.get(b)! - layerDepth.get(a)! || order.get(a)! - order.get(b)!);
}

function endOf({ call, output }: Tensor): End {
  return [call.layer.name, call.layer.calls.indexOf(call), output];
}

function written({ entry, name, calls }: Placed): LayerConfig {
  const taking = calls.filter(({ takes }) => takes.length > 0);
  const inbound_nodes = taking.map(({ takes, settings }) =>
    takes.map((tensor): [...End, unknown] => [...endOf(tensor), settings]),
  );
  return { class_name: entry.class_name, name, config: { ...entry.config, name }, inbound_nodes };
}
