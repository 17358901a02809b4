import { setImmediate } from "node:timers/promises";
import type { Dataset, Split } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import { tf } from "../tensorflow.ts";
import { movingStatistics, withBatchStatistics } from "../training/batch-statistics.ts";
import { type Batch, batches } from "../training/batches.ts";
import { fittingSplit, requireFiniteWeights } from "../training/fit.ts";
import { batchTensors } from "../training/inputs.ts";
import { crossEntropy } from "../training/kernels.ts";
import { explainOutOfMemory } from "../training/memory.ts";
import type { LayerVariable } from "../training/weights.ts";

/** What a recalibration looks at. */
export interface RecalibrationOptions {
  /**
   * Batches of training images, shuffled and not augmented; beyond the split's end it starts again.
   */
  batches: number;
  batchSize: number;
  /** In [0, 1), seeded by the caller. */
  random: () => number;
  signal?: AbortSignal | undefined;
}

/**
 * Estimates the moving mean and variance of every batch norm from scratch, in place, and learns
 * nothing: each becomes the mean of the batches' statistics, while the layers before it work by the
 * batch's own. So do the moving statistics of LMA's activations.
 *
 * After channels are removed the old statistics describe sums with more terms; most of the accuracy
 * lost then comes back by this alone. Returns how many statistics were estimated, 0 for a model
 * that keeps none.
 * Source: "adaptive batch normalisation" of Li et al., "EagleEye", ECCV 2020, arXiv:2007.02491,
 * section 3.3.
 * Differs: a plain mean over the batches in place of a moving one, so no batch counts more; the
 * images are not augmented.
 *
 * @throws CompressError `aborted`, and what training throws for a model and data that do not fit;
 *   then nothing has changed.
 */
export async function recalibrateBatchNorm(
  model: tf.LayersModel,
  data: Dataset,
  { batches: count, batchSize, random, signal }: RecalibrationOptions,
): Promise<number> {
  const split = fittingSplit(model, data, "train");
  const statistics = movingStatistics(model);
  if (statistics.length === 0 || count === 0) return 0;
  const totals = new Map<LayerVariable, { sum: tf.Tensor; writes: number }>();
  const add = (moving: LayerVariable, now: tf.Tensor) => {
    const before = totals.get(moving);
    const sum = tf.keep(before ? tf.add(before.sum, now) : tf.clone(now));
    before?.sum.dispose();
    totals.set(moving, { sum, writes: (before?.writes ?? 0) + 1 }); // a shared layer writes once per use
  };
  try {
    let done = 0;
    for (const batch of endlessBatches(split, data, batchSize, random)) {
      if (signal?.aborted)
        throw new CompressError("aborted", `Recalibration was ended after ${done} of ${count} batches.`, {
          cause: signal.reason,
        });
      tf.tidy(() => void withBatchStatistics(model, batchTensors(model, batch).images, add));
      await setImmediate();
      if (++done === count) break;
    }
    for (const [moving, { sum, writes }] of totals) tf.tidy(() => void moving.write(tf.div(sum, writes)));
  } catch (error) {
    throw explainOutOfMemory(error);
  } finally {
    for (const { sum } of totals.values()) sum.dispose();
  }
  requireFiniteWeights(model);
  return totals.size;
}

function* endlessBatches(split: Split, data: Dataset, batchSize: number, random: () => number): Generator<Batch> {
  for (;;) yield* batches(split, data, { batchSize, random });
}

/**
 * How a model does on a split when its moving statistics are the batches' own: what recalibration
 * would return, at the price of measuring. `loss` is the mean softmax cross-entropy, `accuracy` a
 * fraction of 1.
 */
export async function measureRecalibrated(
  model: tf.LayersModel,
  data: Dataset,
  splitName: keyof Dataset["splits"],
  batchSize: number,
): Promise<{ loss: number; accuracy: number }> {
  const split = fittingSplit(model, data, splitName);
  let [loss, correct] = [0, 0];
  for (const batch of batches(split, data, { batchSize })) {
    tf.tidy(() => {
      const { images, labels } = batchTensors(model, batch);
      const logits = withBatchStatistics(model, images);
      const hits = tf.equal(tf.argMax(logits, 1), labels);
      for (const value of crossEntropy(logits, labels).dataSync().subarray(0, batch.fresh)) loss += value;
      for (const hit of hits.dataSync().subarray(0, batch.fresh)) correct += hit;
    });
    await setImmediate();
  }
  return { loss: loss / split.count, accuracy: correct / split.count };
}
