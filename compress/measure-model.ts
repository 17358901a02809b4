import type { Dataset } from "../datasets/index.ts";
import { countCost } from "./cost/count.ts";
import { copyModel } from "./prune/surgery.ts";
import type { tf } from "./tensorflow.ts";
import { measureAccuracy } from "./training/measure.ts";
import { preciseBatchNorm } from "./training/precise-batch-norm.ts";

/** What a model costs and how good it is: accuracies are fractions of 1. */
export interface Measurement {
  /** P, multiply-accumulates and F, as `countCost` counts them. */
  parameters: number;
  macs: number;
  flops: number;
  /** Choose by the first, report the second. */
  validationAccuracy: number;
  testAccuracy: number;
}

/**
 * Counts and measures a model as it is. For one that was just trained or cut, `settleAndMeasure`.
 *
 * @throws CompressError what `measureAccuracy` throws.
 */
export async function measureModel(model: tf.LayersModel, data: Dataset): Promise<Measurement> {
  const { parameters, macs, flops } = countCost(model);
  const validation = await measureAccuracy(model, data, "validation");
  const test = await measureAccuracy(model, data, "test");
  return { parameters, macs, flops, validationAccuracy: validation.accuracy, testAccuracy: test.accuracy };
}

/**
 * Does something with a copy of a model in training whose batch norms are settled as they would be
 * at its end. The model itself stays as it is.
 *
 * @throws CompressError what `preciseBatchNorm` throws, and whatever `look` throws.
 */
export async function whileSettled<T>(
  model: tf.LayersModel,
  data: Dataset,
  look: (settled: tf.LayersModel) => Promise<T>,
): Promise<T> {
  const settled = await copyModel(model);
  try {
    await preciseBatchNorm(settled, data);
    return await look(settled);
  } finally {
    settled.dispose();
  }
}

/**
 * Counts and measures a model whose weights or channels have just changed: its batch norms'
 * statistics are computed anew first, in place (`preciseBatchNorm`), as an accuracy by stale ones
 * says nothing of the weights. Every accuracy of a trained or compressed model comes from here.
 *
 * @throws CompressError what `preciseBatchNorm` and `measureAccuracy` throw.
 */
export async function settleAndMeasure(
  model: tf.LayersModel,
  data: Dataset,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Measurement> {
  await preciseBatchNorm(model, data, options);
  return measureModel(model, data);
}
