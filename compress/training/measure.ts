import { setImmediate } from "node:timers/promises";
import type { Dataset } from "../../datasets/index.ts";
import type { tf } from "../tensorflow.ts";
import { batches } from "./batches.ts";
import { eagerEngine } from "./eager.ts";
import { fittingSplit } from "./fit.ts";

/**
 * The accuracy, a fraction of 1, and the mean softmax cross-entropy over every image of a split, in inference mode.
 *
 * @throws CompressError `bad_model` or `bad_data`.
 */
export async function measureAccuracy(
  model: tf.LayersModel,
  data: Dataset,
  splitName: keyof Dataset["splits"],
  { batchSize = 250 }: { batchSize?: number } = {},
): Promise<{ accuracy: number; loss: number; count: number }> {
  const split = fittingSplit(model, data, splitName);
  const engine = eagerEngine(model, { nesterov: false, sparse: false });
  const total = { loss: 0, correct: 0 };
  try {
    for (const batch of batches(split, data, { batchSize })) {
      const { loss, correct } = engine.evaluate(batch);
      total.loss += loss;
      total.correct += correct;
      await setImmediate();
    }
  } finally {
    engine.dispose();
  }
  return { accuracy: total.correct / split.count, loss: total.loss / split.count, count: split.count };
}
