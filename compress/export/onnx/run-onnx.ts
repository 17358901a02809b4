import { join } from "node:path";
import { CompressError } from "../../errors.ts";
import type { tf } from "../../tensorflow.ts";
import type { LoadedExport } from "../scores.ts";
import { ends, onnxFile } from "./write-onnx.ts";

/**
 * Loads `model.onnx` in onnxruntime, on the processor.
 *
 * @throws CompressError `native_missing` where onnxruntime has no library for this machine,
 *   `export_differs` where it does not take the file.
 */
export async function openOnnx(directory: string): Promise<LoadedExport> {
  const { InferenceSession, Tensor, env } = await loadRuntime();
  const file = join(directory, onnxFile);
  const session = await InferenceSession.create(file, { executionProviders: ["cpu"] }).catch((cause: Error) => {
    throw new CompressError("export_differs", `onnxruntime does not take the exported file: ${cause.message}`, {
      cause,
    });
  });
  return {
    program: `onnxruntime ${env.versions.node ?? env.versions.common}`,
    async run(images: tf.Tensor) {
      const given = new Tensor("float32", images.dataSync<"float32">(), images.shape);
      const results = await session.run({ [ends.input]: given });
      const values = (name: string) => results[name]?.data as Float32Array | undefined;
      return { logits: values(ends.logits)!, probabilities: values(ends.probabilities) ?? null };
    },
    close: () => session.release(),
  };
}

/**
 * onnxruntime, loaded when it is first used, as native TensorFlow is.
 *
 * @throws CompressError `native_missing` where it has no library for this machine.
 */
export async function loadRuntime() {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    throw new CompressError(
      "native_missing",
      "onnxruntime, which checks ONNX files, cannot be loaded on this machine: run npm ci again, or use another format.",
      { cause },
    );
  }
}
