import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOnnx } from "../../../compress/export/onnx/run-onnx.ts";
import { writeOnnx } from "../../../compress/export/onnx/write-onnx.ts";
import { openSavedModel, writeSavedModel } from "../../../compress/export/saved-model.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { endsInSoftmax, withLogits } from "../../../compress/training/rewrite.ts";

/** The formats that are written anew; TensorFlow.js' is a copy of what is stored. */
const written = {
  onnx: { write: writeOnnx, open: openOnnx },
  savedmodel: { write: writeSavedModel, open: openSavedModel },
};
export type Written = keyof typeof written;
export const writtenFormats = Object.keys(written) as Written[];

/** How far an exported model is from the model. */
export interface Gap {
  /** The largest difference over two batches. */
  logits: number;
  probabilities: number;
  /**
   * How far the model's own logits move when its images do by a millionth, which is what rounding
   * in each layer comes to.
   */
  shaken: number;
  /** The largest number that was compared. */
  largest: number;
}

/** Writes a model, loads it again from its files, and compares what it gives. */
export async function gap(model: tf.LayersModel, format: Written): Promise<Gap> {
  const folder = await mkdtemp(join(tmpdir(), "automc-test-export-"));
  try {
    await written[format].write(model, folder);
    const exported = await written[format].open(folder);
    const found = { logits: 0, probabilities: 0, shaken: 0, largest: 0 };
    try {
      for (const batch of [1, 5]) {
        const shape = [batch, ...(model.inputs[0]!.shape.slice(1) as number[])];
        const images = tf.randomNormal(shape, 0, 1, "float32", batch);
        const near = tf.tidy(() => tf.mul(images, tf.randomNormal(shape, 1, 1e-6, "float32", 9)));
        const predicted = (from: tf.Tensor) =>
          tf.tidy(() => Array.from((model.predict(from) as tf.Tensor).dataSync<"float32">()));
        const compare = (key: keyof Gap, ours: number[], theirs: ArrayLike<number>) => {
          if (theirs.length !== ours.length) throw new Error(`${theirs.length} ${key} instead of ${ours.length}`);
          found[key] = Math.max(found[key], ...ours.map((value, i) => Math.abs(value - theirs[i]!)));
          found.largest = Math.max(found.largest, ...ours.map(Math.abs));
        };
        const theirs = await exported.run(images);
        const logits = withLogits(model, () => predicted(images));
        compare("logits", logits, theirs.logits);
        compare(
          "shaken",
          logits,
          withLogits(model, () => predicted(near)),
        );
        if (endsInSoftmax(model)) compare("probabilities", predicted(images), theirs.probabilities!);
        tf.dispose([images, near]);
      }
    } finally {
      await exported.close();
    }
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}
