import { copyFile, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { CompressError } from "../errors.ts";
import { load } from "../model/build.ts";
import { tf } from "../tensorflow.ts";
import { tensorflowVersions } from "../training/stock-fit.ts";
import { scoresOf } from "./parity.ts";
import type { LoadedExport } from "./scores.ts";

const manifest = z.looseObject({
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string().refine((path) => basename(path) === path)) })),
});

/**
 * Copies a stored model's `model.json` and its weights as they are: any TensorFlow.js loads them.
 */
export async function copyLayersModel(stored: string, directory: string): Promise<void> {
  const { weightsManifest } = manifest.parse(JSON.parse(await readFile(join(stored, "model.json"), "utf8")));
  const shards = weightsManifest.flatMap(({ paths }) => paths);
  for (const file of [...shards, "model.json"]) await copyFile(join(stored, file), join(directory, file));
}

/**
 * Loads a `model.json` as TensorFlow.js does.
 *
 * @throws CompressError `export_differs` where TensorFlow.js does not take it.
 */
export async function openLayersModel(directory: string): Promise<LoadedExport> {
  const model = await tf.io.fileSystem(join(directory, "model.json")).load!()
    .then(load)
    .catch((cause: Error) => {
      throw new CompressError("export_differs", `TensorFlow.js does not take the exported files: ${cause.message}`, {
        cause,
      });
    });
  return {
    program: `TensorFlow.js ${tensorflowVersions().tfjs}`,
    run: async (images) => scoresOf(model, images),
    close: async () => void model.dispose(),
  };
}
