import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOnnx } from "../../compress/export/onnx/run-onnx.ts";
import { writeOnnx } from "../../compress/export/onnx/write-onnx.ts";
import { openSavedModel, writeSavedModel } from "../../compress/export/saved-model.ts";
import { tf } from "../../compress/tensorflow.ts";
import { endsInSoftmax, withLogits } from "../../compress/training/rewrite.ts";

/** The formats that are written anew; TensorFlow.js' is a copy of what is stored. */
const written = {
  onnx: { write: writeOnnx, open: openOnnx },
  savedmodel: { write: writeSavedModel, open: openSavedModel },
};
export type Written = keyof typeof written;
export const writtenFormats = Object.keys(written) as Written[];

/** How far an exported model, loaded from its files, is from the model: the largest difference over two batches, and the largest number. */
export async function gap(
  model: tf.LayersModel,
  format: Written,
): Promise<{ logits: number; probabilities: number; largest: number }> {
  const folder = await mkdtemp(join(tmpdir(), "automc-test-export-"));
  try {
    await written[format].write(model, folder);
    const exported = await written[format].open(folder);
    const found = { logits: 0, probabilities: 0, largest: 0 };
    try {
      for (const batch of [1, 5]) {
        const shape = model.inputs[0]!.shape.slice(1) as number[];
        const images = tf.randomNormal([batch, ...shape], 0, 1, "float32", batch);
        const theirs = await exported.run(images);
        const ours = (scores: () => tf.Tensor) => tf.tidy(() => Array.from(scores().dataSync<"float32">()));
        const compare = (key: "logits" | "probabilities", expected: number[]) => {
          const given = theirs[key]!;
          if (given.length !== expected.length) throw new Error(`${given.length} ${key} instead of ${expected.length}`);
          found[key] = Math.max(found[key], ...expected.map((value, i) => Math.abs(value - given[i]!)));
          found.largest = Math.max(found.largest, ...expected.map(Math.abs));
        };
        compare(
          "logits",
          withLogits(model, () => ours(() => model.predict(images) as tf.Tensor)),
        );
        if (endsInSoftmax(model))
          compare(
            "probabilities",
            ours(() => model.predict(images) as tf.Tensor),
          );
        images.dispose();
      }
    } finally {
      await exported.close();
    }
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}
