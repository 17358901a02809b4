import { CompressError } from "../errors.ts";
import { callsOf } from "../model/calls.ts";
import type { tf } from "../tensorflow.ts";
import { withLogits } from "../training/rewrite.ts";
import { readBounded } from "./bounded-file.ts";
import type { ImageSize } from "./fill-weights.ts";
import { isHdf5 } from "./hdf5.ts";
import { readKerasH5 } from "./keras-h5.ts";
import { readKerasZip } from "./keras-zip.ts";
import { readLayersModel } from "./layers-model.ts";
import { isOnnx } from "./onnx/graph-file.ts";
import { readOnnx } from "./onnx/read-onnx.ts";
import { otherFormat } from "./other-formats.ts";

/**
 * A user's image classifier from a file: `model.json` of TensorFlow.js (layers format, any number
 * of shards), a whole model of Keras in `.h5`, a `.keras` archive of Keras 3, or ONNX. What the file
 * is, is seen from its content.
 *
 * The model takes `[batch, height, width, channels]` and returns `[batch, classes]`, by softmax or
 * as logits. Batch sizes that are fixed in a Keras file are opened; mixed precision becomes
 * float32. Compile settings and optimizer states are not read.
 *
 * `size` is the height and width of images where the file leaves them open.
 *
 * @throws CompressError `bad_model` for a file that is damaged, of another format, or no image
 *   classifier; `unsupported_layer` with the name of the layer, and what about it cannot be
 *   imported.
 */
export async function importModel(file: string, { size }: { size?: ImageSize } = {}): Promise<tf.LayersModel> {
  const bytes = await readBounded(file).catch(async (cause: Error) => {
    const known = await otherFormat(file, undefined);
    if (known) throw new CompressError("bad_model", known, { cause });
    const why = "code" in cause ? "" : `: ${cause.message}`;
    throw new CompressError("bad_model", `The file ${file} cannot be read${why}.`, { cause });
  });
  const known = await otherFormat(file, bytes.subarray(0, 4096));
  if (known) throw new CompressError("bad_model", known);
  const model = await read(file, bytes, size);
  try {
    requireClassifier(model);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function read(file: string, bytes: Buffer, size: ImageSize | undefined): Promise<tf.LayersModel> {
  if (isHdf5(bytes)) return readKerasH5(bytes, size);
  if (bytes.subarray(0, 2).toString("latin1") === "PK") return readKerasZip(bytes, size);
  if (/^\s*\{/.test(bytes.subarray(0, 100).toString("utf8")))
    return readLayersModel(file, bytes.toString("utf8"), size);
  if (isOnnx(file, bytes)) return readOnnx(file, bytes, size);
  throw new CompressError(
    "bad_model",
    `${file} is neither a model.json, a .h5 or .keras file of Keras, nor an ONNX file.`,
  );
}

/** TensorFlow.js walks along layers by recursion, and its stack overflows at less than 5,000. */
const mostLayers = 2_000;

/**
 * One image in, one score per class out, nothing open but the batch, and every layer and every
 * weight under a name of its own.
 */
function requireClassifier(model: tf.LayersModel): void {
  const { inputs, outputs, layers } = model;
  if (layers.length > mostLayers)
    throw new CompressError("bad_model", `The model has ${layers.length} layers; ${mostLayers} can be read at most.`);
  const name = firstTwice(layers.map((layer) => layer.name));
  if (name !== undefined)
    throw new CompressError("bad_model", `Two layers are called ${name}: give the layers names of their own.`);
  if (inputs.length !== 1 || outputs.length !== 1)
    throw new CompressError(
      "bad_model",
      `The model has ${inputs.length} inputs and ${outputs.length} outputs: an image classifier has one of each.`,
    );
  const shown = (shape: tf.Shape) => `[${shape.map((size) => size ?? "?").join(", ")}]`;
  const [input, output] = [inputs[0]!.shape, outputs[0]!.shape];
  if (input.length !== 4 || input.slice(1).includes(null))
    throw new CompressError(
      "bad_model",
      `The model takes ${shown(input)}: an image classifier takes [batch, height, width, channels], all known but the batch.`,
    );
  if (output.length !== 2 || !(output[1]! >= 2))
    throw new CompressError(
      "bad_model",
      `The model returns ${shown(output)}: a classifier returns [batch, classes], with two classes or more.`,
    );
  callsOf(model);
  withLogits(model, () => {});
  const twice = firstTwice([...new Set(model.weights)].map(({ originalName }) => originalName));
  if (twice !== undefined)
    throw new CompressError("bad_model", `Two weights are called ${twice}: give the layers names of their own.`);
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) < at);
}
