import { CompressError } from "../errors.ts";
import { firstCall, isNested, type LayerConfig, layerName, type ModelConfig } from "./model-config.ts";

/**
 * The same functional topology, in which the calls of shared layers have the numbers that they get
 * when TensorFlow.js loads it, in nested models too.
 *
 * It makes the calls in rounds over the layers, each as soon as its inputs are there, and numbers
 * them as they come. Where a shared layer's second call can be made before its first, a saved model
 * comes back with the two exchanged: its `fromConfig` does not look.
 *
 * @throws CompressError `bad_model` where a layer takes a tensor that no layer makes; TensorFlow.js
 *   would wait for it for ever.
 */
export function inLoadingOrder(topology: ModelConfig): ModelConfig {
  const { layers, output_layers } = topology.config;
  if (!Array.isArray(layers)) return topology; // a Sequential as Keras 2.1 wrote it, which may be in an old file
  const inside = layers.map((layer) => (isNested(layer) ? nestedInOrder(layer) : layer));
  const ordered = { ...topology, config: { ...topology.config, layers: inside } };
  if (output_layers === undefined || layers.every(({ inbound_nodes }) => (inbound_nodes?.length ?? 0) <= 1))
    return ordered;
  const made = callsAsMade(topology);
  const renumbered = <E extends [string, number, ...unknown[]]>([layer, call, ...rest]: E) =>
    [layer, made.get(layer)!.indexOf(call), ...rest] as E;
  ordered.config.output_layers = output_layers.map(renumbered);
  ordered.config.layers = inside.map((layer) => {
    const { inbound_nodes: calls = [] } = layer;
    const inOrder = made.get(layerName(layer))!.flatMap((call) => [calls[call - firstCall(layer)] ?? []]);
    return { ...layer, inbound_nodes: inOrder.filter(({ length }) => length > 0).map((call) => call.map(renumbered)) };
  });
  return ordered;
}

function nestedInOrder(layer: LayerConfig): LayerConfig {
  return { ...layer, ...(inLoadingOrder(layer as unknown as ModelConfig) as unknown as LayerConfig) };
}

/** By layer, its calls in the order in which they are made. */
function callsAsMade({ config }: ModelConfig): Map<string, number[]> {
  const made = new Map<string, number[]>();
  let waiting = config.layers.map((layer) => {
    const uses = layer.inbound_nodes ?? [];
    const first = firstCall(layer);
    made.set(layerName(layer), uses.length === 0 || first > 0 ? [0] : []); // what takes nothing is there from the start
    return { name: layerName(layer), calls: uses.map((from, use) => ({ from, call: first + use })) };
  });
  while (waiting.some(({ calls }) => calls.length > 0)) {
    let progress = false;
    for (const layer of waiting)
      layer.calls = layer.calls.filter(({ from, call }) => {
        if (!from.every(([name, before]) => made.get(name)?.includes(before))) return true;
        made.get(layer.name)!.push(call);
        progress = true;
        return false;
      });
    waiting = waiting.filter(({ calls }) => calls.length > 0);
    if (!progress)
      throw new CompressError(
        "bad_model",
        `Model ${config.name}: layer ${waiting[0]!.name} takes a tensor that no layer makes.`,
      );
  }
  return made;
}
