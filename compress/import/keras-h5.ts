import type { Group } from "h5wasm";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { buildFilled, type ImageSize } from "./fill-weights.ts";
import { arrayAt, groupAt, textAttribute, textsAttribute, withHdf5 } from "./hdf5.ts";
import { majorOf, readTopology } from "./keras-topology.ts";
import { Obstacles } from "./obstacles.ts";

/**
 * The model of a Keras `.h5` file that holds a whole model: attribute `model_config` and group
 * `model_weights`, as Keras 2 saves it, and Keras 3 still does.
 *
 * @throws CompressError `bad_model`, `unsupported_layer`.
 */
export async function readKerasH5(bytes: Uint8Array, size?: ImageSize): Promise<tf.LayersModel> {
  const { network, arrays } = await withHdf5(bytes, (root) => {
    const config = textAttribute(root, "model_config");
    const weights = groupAt(root, "model_weights");
    if (config === undefined || weights === undefined)
      throw new CompressError(
        "bad_model",
        "The .h5 file has weights alone: save the whole model, with model.save(…), not save_weights(…).",
      );
    const obstacles = new Obstacles();
    const topology = readTopology(parsed(config), obstacles);
    const names = topology.config.layers.map(({ config }) => String(config.name));
    const keras = majorOf(textAttribute(root, "keras_version"));
    return {
      network: { topology, obstacles, keras, size },
      arrays: new Map(names.map((name) => [name, layerArrays(weights, name)])),
    };
  });
  return buildFilled(network, ([outermost, ...inside]) => {
    const all = arrays.get(outermost!) ?? [];
    const own = inside.at(-1);
    return own === undefined ? all : all.filter(({ name }) => name.split("/").at(-2) === own);
  });
}

/**
 * The weights of one layer of the outermost model, in order; of a nested model, those of all its
 * layers: `inner/kernel`.
 */
function layerArrays(weights: Group, layer: string) {
  const group = groupAt(weights, layer);
  const names = group ? (textsAttribute(group, "weight_names") ?? []) : [];
  return names.map((name) => ({ name, ...arrayAt(group!, name) }));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new CompressError("bad_model", "The file's model_config is not JSON.", { cause });
  }
}
