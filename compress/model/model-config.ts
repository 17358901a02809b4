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
  config: {
    name: string;
    layers: LayerConfig[];
    input_layers?: [layer: string, call: number, output: number][];
    output_layers?: [layer: string, call: number, output: number][];
  };
}

/** The name of a layer inside a topology: a Sequential keeps it in the layer's own settings. */
export function layerName(layer: LayerConfig): string {
  return layer.name ?? String(layer.config.name);
}

/** Whether a layer of a topology is a model with layers of its own. */
export function isNested({ config }: LayerConfig): boolean {
  return Array.isArray(config.layers);
}

/** The number of a layer's first call: a nested model's making of itself is its call 0. */
export function firstCall(layer: LayerConfig): number {
  return isNested(layer) ? 1 : 0;
}
