import { setImmediate } from "node:timers/promises";
import type { Dataset } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { batchCount, batches } from "./batches.ts";
import { eagerEngine } from "./eager.ts";
import { withEngine } from "./engine.ts";
import { fittingSplit } from "./fit.ts";
import { graphEngine } from "./graph.ts";

/**
 * From so many batches on a compiled graph pays: it saves a tenth to a quarter of each batch, and
 * costs two or three.
 */
const batchesWorthCompiling = 16;
const structure = { nesterov: false, sparse: false }; // of a step that is never made

/**
 * The accuracy, a fraction of 1, and the mean softmax cross-entropy over every image of a split, in
 * inference mode.
 *
 * @throws CompressError `bad_params`, `bad_model`, `bad_data`, `unsupported_layer` or
 *   `out_of_memory`.
 */
export async function measureAccuracy(
  model: tf.LayersModel,
  data: Dataset,
  splitName: keyof Dataset["splits"],
  { batchSize = 100 }: { batchSize?: number } = {},
): Promise<{ accuracy: number; loss: number; count: number }> {
  const split = fittingSplit(model, data, splitName);
  const { batches: count, size } = batchCount(split, checkBatchSize(batchSize));
  const compiled = count >= batchesWorthCompiling;
  const open = () => (compiled ? graphEngine(model, structure, { evaluate: size }) : eagerEngine(model, structure));
  const total = { loss: 0, correct: 0 };
  await withEngine(open, async (engine) => {
    for (const batch of batches(split, data, { batchSize })) {
      const { loss, correct } = engine.evaluate(batch);
      total.loss += loss;
      total.correct += correct;
      await setImmediate();
    }
  });
  return { accuracy: total.correct / split.count, loss: total.loss / split.count, count: split.count };
}

function checkBatchSize(batchSize: number): number {
  if (Number.isInteger(batchSize) && batchSize >= 1) return batchSize;
  throw new CompressError(
    "bad_params",
    `A batch of ${batchSize} images was asked for: it must be a whole number from 1 on.`,
  );
}
