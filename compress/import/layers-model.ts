import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { CompressError } from "../errors.ts";
import { load } from "../model/build.ts";
import { inLoadingOrder } from "../model/loading-order.ts";
import type { ModelConfig } from "../model/model-config.ts";
import { copyModel } from "../prune/surgery.ts";
import type { tf } from "../tensorflow.ts";
import { mostBytes, readBounded } from "./bounded-file.ts";
import { translateTopology } from "./keras-topology.ts";

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
export async function readLayersModel(file: string, text: string): Promise<tf.LayersModel> {
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
  const translated = "model_config" in topology ? translateTopology(topology.model_config) : topology;
  const weightData = new Uint8Array(Buffer.concat(bytes)).buffer;
  let loaded: tf.LayersModel | undefined;
  try {
    const artifacts = { modelTopology: inLoadingOrder(translated as unknown as ModelConfig), weightSpecs, weightData };
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
      "This model.json is a graph model, whose layers are lost: convert the original again with --output_format=tfjs_layers_model.",
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
