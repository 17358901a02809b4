import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { CompressError } from "../errors.ts";
import { load } from "../model/build.ts";
import { inLoadingOrder } from "../model/loading-order.ts";
import type { ModelConfig } from "../model/model-config.ts";
import { copyModel } from "../prune/surgery.ts";
import { tf } from "../tensorflow.ts";
import { mostBytes, readBounded } from "./bounded-file.ts";
import { buildFilled, type ImageSize } from "./fill-weights.ts";
import { majorOf, readTopology } from "./keras-topology.ts";
import { Obstacles } from "./obstacles.ts";

const savedModel = z.looseObject({
  format: z.string().optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.looseObject({
      paths: z.array(z.string().refine((path) => basename(path) === path, "names a file outside the model's folder")),
      weights: z.array(z.looseObject({ name: z.string() })),
    }),
  ),
});

/**
 * The model of a `model.json` in the layers format of TensorFlow.js, with its shards of weights
 * beside it.
 *
 * What the converter made from Keras is translated as a Keras file is.
 *
 * @throws CompressError `bad_model`, `unsupported_layer`.
 */
export async function readLayersModel(file: string, text: string, size?: ImageSize): Promise<tf.LayersModel> {
  const saved = parse(text);
  const shards = saved.weightsManifest.flatMap(({ paths }) => paths);
  const bytes: Buffer[] = [];
  let total = 0;
  for (const shard of shards) {
    const content = await readBounded(join(dirname(file), shard)).catch((cause: Error) => {
      const why = "code" in cause ? "" : `: ${cause.message}`;
      throw new CompressError("bad_model", `The model's file ${shard} cannot be read beside ${basename(file)}${why}.`, {
        cause,
      });
    });
    total += content.length;
    if (total > mostBytes) throw new CompressError("bad_model", "The model's weights are larger than 2 GiB.");
    bytes.push(content);
  }
  const weightSpecs = saved.weightsManifest.flatMap(({ weights }) => weights) as unknown as NonNullable<
    tf.ModelArtifacts["weightSpecs"]
  >;
  const { modelTopology: topology } = saved;
  const weightData = new Uint8Array(Buffer.concat(bytes)).buffer;
  if ("model_config" in topology) return readConverted(topology, weightData, weightSpecs, size);
  let loaded: tf.LayersModel | undefined;
  try {
    const artifacts = { modelTopology: inLoadingOrder(topology as unknown as ModelConfig), weightSpecs, weightData };
    loaded = await load(artifacts);
    return await copyModel(loaded);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const unknown = /Unknown layer: (\w+)/.exec(message)?.[1];
    if (unknown)
      throw new CompressError(
        "unsupported_layer",
        `The model has a layer of class ${unknown}, which is not known here.`,
        {
          cause,
        },
      );
    throw new CompressError("bad_model", `TensorFlow.js cannot load the model: ${message}`, { cause });
  } finally {
    loaded?.dispose();
  }
}

/** What the converter made of a Keras model: Keras' topology, and arrays by Keras' names. */
async function readConverted(
  { model_config, keras_version }: Record<string, unknown>,
  weightData: ArrayBuffer,
  weightSpecs: NonNullable<tf.ModelArtifacts["weightSpecs"]>,
  size: ImageSize | undefined,
): Promise<tf.LayersModel> {
  const obstacles = new Obstacles();
  const topology = readTopology(model_config, obstacles);
  const decoded = tf.io.decodeWeights(weightData, weightSpecs);
  const arrays = Object.entries(decoded).map(([name, tensor]) => {
    const { shape } = tensor;
    const values = Float32Array.from(tensor.dataSync());
    tensor.dispose();
    return { name, at: name.split("/").slice(0, -1), shape, values };
  });
  const ending = (at: readonly string[], path: readonly string[]) =>
    at.slice(-path.length).join("/") === path.join("/");
  return buildFilled({ topology, obstacles, keras: majorOf(keras_version), size }, (path) => {
    const whole = arrays.filter(({ at }) => ending(at, path));
    return whole.length > 0 ? whole : arrays.filter(({ at }) => ending(at, path.slice(-1)));
  });
}

function parse(text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CompressError("bad_model", "The file is not JSON.", { cause });
  }
  if ((json as { format?: unknown } | null)?.format === "graph-model")
    throw new CompressError(
      "bad_model",
      "This model.json is a graph model, whose layers are lost: convert the original again with --output_format=tfjs_layers_model, or import what python -m tf2onnx.convert --tfjs model.json --output model.onnx writes.",
    );
  const parsed = savedModel.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new CompressError(
    "bad_model",
    `The file is not a model.json of TensorFlow.js: ${path.join(".")}: ${message}.`,
    {
      cause: parsed.error,
    },
  );
}
