import { CompressError } from "../errors.ts";
import { connected, type End } from "../model/connected.ts";
import { type LayerConfig, layerName, type ModelConfig } from "../model/model-config.ts";
import { translateLayer, type Written } from "./keras-layers.ts";
import type { Obstacles } from "./obstacles.ts";
import type { Part, PartSource } from "./parts.ts";

/** A topology in the words of TensorFlow.js, and how the file's arrays become a layer's weights. */
export interface Lowered {
  topology: ModelConfig;
  arrays: ReadonlyMap<string, NonNullable<Part["arrays"]>>;
}

/** A Keras layer, and what stands for it. */
interface Translation {
  entry: LayerConfig;
  parts: readonly Part[];
  names: readonly string[];
}

/**
 * Puts layers of TensorFlow.js in the place of Keras' layers, in a topology without nested models.
 * Where one Keras layer becomes several, the first keeps its name, and each is called as often as it.
 *
 * @throws CompressError `unsupported_layer` with every obstacle, `bad_model` for an end that is not there.
 */
export function lower(flat: ModelConfig, written: Written, obstacles: Obstacles): Lowered {
  const network = connected(flat);
  const taken = new Set(network.layers.map(layerName));
  const translations = network.layers.flatMap((entry): Translation[] => {
    const name = layerName(entry);
    try {
      const parts = translateLayer(entry.class_name, { ...entry.config, name }, written);
      const names = parts.map((part, i) => (i === 0 ? name : free(`${name}_${snakeCase(part.class_name)}`, taken)));
      return [{ entry, parts, names }];
    } catch (error) {
      obstacles.note(error);
      return [];
    }
  });
  obstacles.refuse();
  const last = new Map(translations.map(({ names }) => [names[0]!, names.at(-1)!]));
  const moved = ([name, call, output]: readonly [string, number, number, ...unknown[]]): End => {
    const to = last.get(name);
    if (to === undefined) throw new CompressError("bad_model", `The network takes layer ${name}, which it lacks.`);
    return [to, call, output];
  };
  const layers = translations.flatMap((each) => each.parts.map((_, index) => placed(each, index, moved)));
  const ends = { input_layers: network.inputs, output_layers: network.outputs.map(moved) };
  const arrays = translations.flatMap(({ parts: [first], names: [name] }) =>
    first!.arrays ? [[name!, first!.arrays] as const] : [],
  );
  return {
    topology: { class_name: "Functional", config: { name: network.name, layers, ...ends } },
    arrays: new Map(arrays),
  };
}

/** One part with all of its calls. */
function placed({ entry, parts, names }: Translation, index: number, moved: (end: End) => End): LayerConfig {
  const [part, name] = [parts[index]!, names[index]!];
  const inbound_nodes = (entry.inbound_nodes ?? []).map((taken, call) => {
    const given = taken.map(([layer, call, output]) => moved([layer, call, output]));
    const source = (from: PartSource): End =>
      typeof from === "number" ? [names[from]!, call, 0] : given[from === "first input" ? 0 : 1]!;
    const usual = index === 0 ? given : [source(index - 1)];
    return (part.takes?.map(source) ?? usual).map((end): [...End, object] => [...end, {}]);
  });
  const config = index === 0 ? part.config : { trainable: true, dtype: "float32", ...part.config };
  return { class_name: part.class_name, name, config: { ...config, name }, inbound_nodes };
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
}

function snakeCase(className: string): string {
  return className.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
