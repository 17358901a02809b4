import { CompressError } from "../errors.ts";
import { buildFresh } from "../model/build.ts";
import { flattenTopology } from "../model/flatten.ts";
import { inLoadingOrder } from "../model/loading-order.ts";
import type { ModelConfig } from "../model/model-config.ts";
import { tf } from "../tensorflow.ts";
import type { StoredArray } from "./hdf5.ts";
import type { Written } from "./keras-layers.ts";
import { lower } from "./lower.ts";
import type { Obstacles } from "./obstacles.ts";
import { withShapes } from "./open-shapes.ts";

/** An array with the name that the file has for it, where it has one: `conv1/kernel:0`. */
export interface NamedArray extends StoredArray {
  name?: string;
}

/** The arrays of a layer by its place: the names from the outermost model to the layer's own. */
export type ArraysOf = (path: readonly string[]) => readonly NamedArray[];

/** A network as a Keras file has it, and what the file says of itself. */
export interface KerasNetwork extends Written {
  /** With nested models, its layers in Keras' words. */
  topology: ModelConfig;
  /** What was already seen to stand in the way. */
  obstacles: Obstacles;
  /** Height and width of the images where the file leaves them open. */
  size?: ImageSize | undefined;
}

/** Of an image, in pixels. */
export type ImageSize = readonly [height: number, width: number];

/**
 * Builds a model of TensorFlow.js, nested ones dissolved, with the arrays of a file as its weights.
 *
 * @throws CompressError `unsupported_layer` with all that stands in the way, `bad_model` when a
 *   layer's number of weights or a shape differs.
 */
export async function buildFilled(network: KerasNetwork, arraysOf: ArraysOf): Promise<tf.LayersModel> {
  const { topology: flat, paths } = flattenTopology(network.topology);
  const { topology, arrays } = lower(sized(flat, network.size), network, network.obstacles);
  const model = await buildFresh(inLoadingOrder(await withShapes(topology)), () => 0);
  try {
    for (const layer of model.layers) {
      if (layer.weights.length === 0) continue;
      const stored = arraysOf(paths.get(layer.name)!);
      fillLayer(layer, arrays.get(layer.name)?.(stored) ?? stored);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Fills in the height and width that a network's input leaves open. */
function sized(topology: ModelConfig, size: ImageSize | undefined): ModelConfig {
  if (size === undefined) return topology;
  const layers = topology.config.layers.map((layer) => {
    const shape = layer.config.batch_input_shape;
    if (!Array.isArray(shape) || shape.length !== 4) return layer;
    const closed = shape.map((length, axis) => (axis === 1 || axis === 2 ? (length ?? size[axis - 1]) : length));
    return { ...layer, config: { ...layer.config, batch_input_shape: closed } };
  });
  return { ...topology, config: { ...topology.config, layers } };
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
