import { CompressError } from "../errors.ts";
import { segmentActivationClass } from "./layers/register-layers.ts";
import { type LayerConfig, layerName, type ModelConfig } from "./model-config.ts";

/** ReLU, and ReLU6 as a ReLU that is cut off above. */
const rectifiers = ["relu", "relu6"];

/**
 * Writes a multi-segment activation into a topology at every place of a ReLU, and returns how many
 * parameters that adds.
 *
 * A place is one use: a ReLU layer, the activation inside a convolution or dense layer, each call
 * of a shared one on its own. What is a multi-segment activation already gets as many segments as
 * asked for. Other activations stay.
 * Source: Xu et al., "Light Multi-segment Activation for Model Compression", AAAI 2020,
 * arXiv:1907.06870; 2K parameters for each. Differs from the AutoMC authors' VGG, all of whose
 * layers share one activation.
 *
 * @throws CompressError `bad_model` where there is no such place.
 */
export function writeSegmentActivations(topology: ModelConfig, segments: number): number {
  const { config } = topology;
  const names = new Set(config.layers.map(layerName));
  const moved = new Map<string, string>(); // the tensor of a use, `layer:call`, and the layer that makes it from now on
  let added = 0;

  const activation = (name: string, inbound?: LayerConfig["inbound_nodes"], inputShape?: unknown): LayerConfig => {
    added += 2 * segments;
    const settings = { name, trainable: true, segments, ...(inputShape ? { batch_input_shape: inputShape } : {}) };
    const layer = { class_name: segmentActivationClass, config: settings };
    return inbound ? { ...layer, name, inbound_nodes: inbound } : layer;
  };
  const unused = (wanted: string): string => {
    let name = wanted;
    for (let number = 2; names.has(name); number++) name = `${wanted}-${number}`;
    names.add(name);
    return name;
  };

  const written = config.layers.map((layer): { layers: LayerConfig[]; reads: LayerConfig[] } => {
    const name = layerName(layer);
    const { inbound_nodes: uses } = layer;
    if (layer.class_name === segmentActivationClass) {
      added += 2 * (segments - Number(layer.config.segments));
      layer.config.segments = segments;
      return { layers: [layer], reads: [layer] };
    }
    if (isRectifier(layer)) {
      if (!uses) return only([activation(name, undefined, layer.config.batch_input_shape)]);
      return only(
        uses.map((from, call) => {
          const site = call === 0 ? name : unused(name);
          moved.set(`${name}:${call}`, site);
          return activation(site, [from]);
        }),
      );
    }
    if (!endsInRectifier(layer)) return only([layer]);
    layer.config.activation = "linear";
    if (!uses) return only([layer, activation(unused(`${name}-activation`))]);
    const sites = uses.map((_, call) => {
      const site = unused(`${name}-activation`);
      moved.set(`${name}:${call}`, site);
      return activation(site, [[[name, call, 0, {}]]]);
    });
    return { layers: [layer, ...sites], reads: [layer] };
  });

  config.layers = written.flatMap(({ layers }) => layers);
  if (!config.layers.some(({ class_name }) => class_name === segmentActivationClass))
    throw new CompressError("bad_model", "Multi-segment activations replace ReLUs, and this model has none.");
  const redirect = (from: [layer: string, call: number, ...rest: unknown[]]) => {
    const site = moved.get(`${from[0]}:${from[1]}`);
    if (site !== undefined) [from[0], from[1]] = [site, 0];
  };
  for (const { reads } of written) for (const { inbound_nodes } of reads) inbound_nodes?.flat().forEach(redirect);
  config.output_layers?.forEach(redirect);
  return added;
}

/** Layers in the place of one, all of which read what the rest of the network makes. */
function only(layers: LayerConfig[]) {
  return { layers, reads: layers };
}

function isRectifier({ class_name, config }: LayerConfig): boolean {
  return class_name === "ReLU" || (class_name === "Activation" && rectifiers.includes(String(config.activation)));
}

function endsInRectifier({ class_name, config }: LayerConfig): boolean {
  return /Conv|Dense/.test(class_name) && rectifiers.includes(String(config.activation));
}
