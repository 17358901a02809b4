import { load } from "../model/build.ts";
import { givenLater } from "../model/layers/given-later.ts";
import { inLoadingOrder } from "../model/loading-order.ts";
import { layerName, type ModelConfig } from "../model/model-config.ts";

/**
 * The same topology with a number in the place of each -1 of a Reshape, by which TensorFlow.js leaves
 * the shapes of what follows open as long as the batch is. They are those that it finds for one image.
 */
export async function withShapes(topology: ModelConfig): Promise<ModelConfig> {
  const isOpen = (layer: ModelConfig["config"]["layers"][number]) =>
    layer.class_name === "Reshape" &&
    (layer.config.target_shape as unknown[]).some((size) => size === null || size === -1);
  if (!topology.config.layers.some(isOpen)) return topology;
  const written = (change: (layer: ModelConfig["config"]["layers"][number]) => Record<string, unknown>) => ({
    ...topology,
    config: {
      ...topology.config,
      layers: topology.config.layers.map((layer) => ({ ...layer, config: { ...layer.config, ...change(layer) } })),
    },
  });
  const ofOne = written(({ config }) => {
    const shape = config.batch_input_shape;
    return Array.isArray(shape) ? { batch_input_shape: [1, ...shape.slice(1)] } : {};
  });
  const probe = await load({ modelTopology: givenLater(inLoadingOrder(ofOne)) });
  try {
    const shapes = new Map(probe.layers.map((layer) => [layer.name, layer.outputShape as (number | null)[]]));
    return written((layer) => (isOpen(layer) ? { target_shape: shapes.get(layerName(layer))!.slice(1) } : {}));
  } finally {
    probe.dispose();
  }
}
