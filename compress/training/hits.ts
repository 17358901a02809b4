import { setImmediate } from "node:timers/promises";
import type { Dataset } from "../../datasets/index.ts";
import { tf } from "../tensorflow.ts";
import { batches } from "./batches.ts";
import { fittingSplit } from "./fit.ts";
import { batchTensors } from "./inputs.ts";
import { evaluateStep } from "./step.ts";

/**
 * Which images of a split a model gets right, in inference mode: `[images]`, in the split's order,
 * 1 for right and 0 for wrong. Their mean is `measureAccuracy`'s accuracy.
 *
 * @throws CompressError `bad_model` or `bad_data` for a model and a split that do not belong
 *   together.
 */
export async function hitsOf(
  model: tf.LayersModel,
  data: Dataset,
  splitName: keyof Dataset["splits"],
): Promise<Uint8Array> {
  const split = fittingSplit(model, data, splitName);
  const hits = new Uint8Array(split.count);
  let seen = 0;
  for (const batch of batches(split, data, { batchSize: 100 })) {
    tf.tidy(() => {
      const { images, labels } = batchTensors(model, batch);
      const { hit } = evaluateStep(model, images, labels);
      hits.set(hit.dataSync().subarray(0, batch.fresh), seen);
    });
    seen += batch.fresh;
    await setImmediate();
  }
  return hits;
}
