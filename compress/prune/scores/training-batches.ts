import { CompressError } from "../../errors.ts";
import { tf } from "../../tensorflow.ts";
import { batches } from "../../training/batches.ts";
import { fittingSplit } from "../../training/fit.ts";
import { type Gradients, gradientsOf } from "../../training/gradients.ts";
import { batchTensors } from "../../training/inputs.ts";
import { refuseUnseededLayers } from "../../training/rewrite.ts";
import { type Weight, weightsOf } from "../../training/weights.ts";
import type { ScoreInput } from "./per-channel.ts";

/**
 * As many batches of as many training images as Molchanov et al. (CVPR 2019) average over for
 * CIFAR.
 */
const mostBatches = 10;
const batchSize = 64;

/**
 * Passes a score the model's weights and, batch by batch, a function that returns the gradients of
 * the mean cross-entropy in training mode, the same dropout each time; `visit` runs in a tidy.
 * Returns the number of batches.
 *
 * @throws CompressError `bad_params` without data, naming the score; `bad_model` or `bad_data`
 *   where data and model do not fit.
 */
export function overTrainingBatches(
  score: string,
  { model, random, data }: ScoreInput,
  visit: (gradients: () => Gradients["gradients"], weights: readonly Weight[]) => void,
): number {
  if (data === undefined)
    throw new CompressError("bad_params", `Score ${score} looks at the gradients on training images; give it data.`);
  const split = fittingSplit(model, data, "train");
  refuseUnseededLayers(model);
  const weights = weightsOf(model);
  let seen = 0;
  for (const batch of batches(split, data, { batchSize, random })) {
    const seed = [random(), random()].map((draw) => Math.floor(draw * 2 ** 31));
    tf.tidy(() => {
      const inputs = { ...batchTensors(model, batch), seed: tf.tensor1d(seed, "int32") };
      visit(() => gradientsOf(model, weights, inputs).gradients, weights);
    });
    if (++seen === mostBatches) break;
  }
  return seen;
}

/** Adds values to a group's totals, which begin at zero. */
export function addTo(totals: Map<string, Float64Array>, group: string, values: Float64Array): void {
  const before = totals.get(group);
  totals.set(group, before ? before.map((total, channel) => total + values[channel]!) : values);
}
