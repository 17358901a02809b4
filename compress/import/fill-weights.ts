import { CompressError } from "../errors.ts";
import { buildFresh } from "../model/build.ts";
import { flattenTopology } from "../model/flatten.ts";
import type { ModelConfig } from "../model/model-config.ts";
import { tf } from "../tensorflow.ts";
import type { StoredArray } from "./hdf5.ts";

/** An array with the name that the file has for it, where it has one: `conv1/kernel:0`. */
export interface NamedArray extends StoredArray {
  name?: string;
}

/** The arrays of a layer by its place: the names from the outermost model to the layer's own. */
export type ArraysOf = (path: readonly string[]) => readonly NamedArray[];

/**
 * Builds a model, nested ones dissolved, with the arrays of a file as its weights.
 *
 * @throws CompressError `bad_model` when a layer's number of weights or a shape differs.
 */
export async function buildFilled(nested: ModelConfig, arraysOf: ArraysOf): Promise<tf.LayersModel> {
  const { topology, paths } = flattenTopology(nested);
  const model = await buildFresh(topology, () => 0);
  try {
    for (const layer of model.layers) if (layer.weights.length > 0) fillLayer(layer, arraysOf(paths.get(layer.name)!));
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * By name where the file's names are the layer's own, by order elsewhere: both sides list first
 * what is trained.
 */
function fillLayer(layer: tf.layers.Layer, arrays: readonly NamedArray[]): void {
  const { weights } = layer;
  if (arrays.length !== weights.length)
    throw new CompressError(
      "bad_model",
      `Layer ${layer.name} has ${weights.length} weights, and the file has ${arrays.length} for it.`,
    );
  const byRole = new Map(arrays.map((array) => [lastName(array.name ?? ""), array]));
  const named =
    byRole.size === weights.length && weights.every(({ originalName }) => byRole.has(lastName(originalName)));
  for (const [index, weight] of weights.entries()) {
    const { shape, values } = named ? byRole.get(lastName(weight.originalName))! : arrays[index]!;
    if (shape.join() !== weight.shape.join())
      throw new CompressError(
        "bad_model",
        `Weight ${weight.originalName} is [${weight.shape}], and the file has [${shape}] for it.`,
      );
    tf.tidy(() => void weight.write(tf.tensor(values, shape)));
  }
}

/** `conv1/kernel:0` -> `kernel`. */
function lastName(name: string): string {
  return name.replace(/:\d+$/, "").split("/").at(-1)!;
}
