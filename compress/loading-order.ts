import { CompressError } from "./errors.ts";
import { layerName, type ModelConfig } from "./topology.ts";

/**
 * The same functional topology, in which the calls of shared layers have the numbers that they get when TensorFlow.js loads it.
 *
 * It makes the calls in rounds over the layers, each as soon as its inputs are there, and numbers them as they come. Where a shared layer's
 * second call can be made before its first, a saved model comes back with the two exchanged: its `fromConfig`, and Keras', do not look.
 *
 * @throws CompressError `bad_model` where a layer takes a tensor that no layer gives; TensorFlow.js would wait for it for ever.
 */
export function inLoadingOrder(topology: ModelConfig): ModelConfig {
  const { config } = topology;
  const made = new Map<string, number[]>(); // by layer: its calls, as they are made
  let waiting = config.layers.map((layer) => {
    const uses = layer.inbound_nodes ?? [];
    const name = layerName(layer);
    made.set(name, uses.length === 0 ? [0] : []);
    return { name, calls: uses.map((from, call) => ({ from, call })) };
  });
  if (waiting.every(({ calls }) => calls.length <= 1)) return topology;
  const isMade = ([layer, call]: readonly [string, number, ...unknown[]]) => made.get(layer)?.includes(call);
  while (waiting.some(({ calls }) => calls.length > 0)) {
    let progress = false;
    for (const layer of waiting)
      layer.calls = layer.calls.filter(({ from, call }) => {
        if (!from.every(isMade)) return true;
        made.get(layer.name)!.push(call);
        progress = true;
        return false;
      });
    waiting = waiting.filter(({ calls }) => calls.length > 0);
    if (!progress)
      throw new CompressError(
        "bad_model",
        `Model ${config.name}: layer ${waiting[0]!.name} takes a tensor that no layer gives.`,
      );
  }
  const renumber = (end: [string, number, ...unknown[]]) => {
    end[1] = made.get(end[0])!.indexOf(end[1]);
  };
  const copy = structuredClone(topology);
  for (const layer of copy.config.layers) {
    const calls = layer.inbound_nodes ?? [];
    if (calls.length > 1) layer.inbound_nodes = made.get(layerName(layer))!.map((call) => calls[call]!);
    for (const call of calls) call.forEach(renumber);
  }
  copy.config.output_layers?.forEach(renumber);
  return copy;
}
