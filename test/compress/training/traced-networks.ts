import { expect, test } from "vitest";
import { buildNetwork, type NetworkId, networkIds } from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { weightsOf } from "../../../compress/training/weights.ts";
import { largestDifference } from "./engine-comparison.ts";
import { bands } from "./toys.ts";

/** Networks of more than a hundred layers, which take seconds each, and the others. */
export const deepNetworks = networkIds.filter((id) => /1\d\d/.test(id));
export const shallowNetworks = networkIds.filter((id) => !deepNetworks.includes(id));

/** A network as narrow as it can be, and images for it. */
export const small = (id: NetworkId) => {
  const data = bands({ train: 16 }, id.startsWith("resnet") ? 8 : 32);
  const make = () =>
    buildNetwork(id, { shape: data.shape, classes: 4, width: id.startsWith("mobile") ? 4 : 2, seed: 1 });
  return { data, make };
};

/**
 * Makes the shortcuts of a ResNet that have weights pass on what they get, and what is added to
 * them small, as in one that was trained; shifts the batch norms of a MobileNet, so that its narrow
 * layers have no channel that is cut off for all images. Drawn anew, 164 layers with a convolution
 * on every shortcut, or channels without variance, make gradients of the last bit of a float, and
 * no two runs agree.
 */
function calmed(model: tf.LayersModel): tf.LayersModel {
  for (const { value, variable } of weightsOf(model)) {
    const [, , from, to] = value.shape as [number, number, number, number];
    const name = variable.originalName;
    if (model.name.startsWith("mobilenet") && name.endsWith("/beta"))
      tf.tidy(() => value.assign(tf.onesLike(value as tf.Tensor)));
    if (name.endsWith("-conv2/kernel")) tf.tidy(() => value.assign(tf.mul(value as tf.Tensor, 0.2)));
    if (name.endsWith("-shortcut-conv/kernel"))
      tf.tidy(() => value.assign(tf.reshape(tf.eye(from, to), [1, 1, from, to])));
  }
  return model;
}

/** A traced step of these networks has the eager step's gradients. */
export function tracedStepContract(ids: readonly NetworkId[]): void {
  test.each(ids)("a traced step of %s has the eager step's gradients", (id) => {
    const { data, make } = small(id);
    const options = { oneStep: true, batchSize: 16 };
    const { what, apart } = largestDifference(() => calmed(make()), data, options);
    expect(apart, what).toBeLessThanOrEqual(1e-4);
  });
}
