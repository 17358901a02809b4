import { tf } from "../tensorflow.ts";
import { gradientsOf } from "./gradients.ts";
import { crossEntropy } from "./kernels.ts";
import type { Loss } from "./loss.ts";
import { withLogits } from "./rewrite.ts";
import type { Weight } from "./weights.ts";

/** What changes from step to step, as tensors: a graph takes them as its inputs. */
export interface StepInputs {
  images: tf.Tensor; //         [batch, height, width, channels]
  labels: tf.Tensor1D; //       [batch], int32
  seed: tf.Tensor1D; //         [2], int32, for dropout
  rate: tf.Scalar;
  momentum: tf.Scalar;
  weightDecay: tf.Scalar;
  scaleL1: tf.Scalar; //        s of network slimming, used when the step is made sparse
}

/** What a step is made of. Another structure is another graph; another number is not. */
export interface StepStructure {
  nesterov: boolean;
  /** Adds s · sign(gamma) to the gradient of every batch-norm scale. */
  sparse: boolean;
  /** What is minimised; default: softmax cross-entropy. */
  loss?: Loss;
  /** Whether gradients are masked: what has a mask of 0 does not move and keeps no momentum. */
  masked?: boolean;
}

/**
 * What a step returned: the new value of each weight and momentum that it changes, and how well the
 * old weights did.
 */
export interface StepResult {
  weights: Map<Weight, tf.Tensor>;
  momenta: Map<Weight, tf.Tensor>;
  loss: tf.Scalar; //           mean over the batch, with the layers' own regularisers
  correct: tf.Scalar; //        int32, how many labels were hit
}

/**
 * One step of stochastic gradient descent, as a function: nothing is changed, everything is
 * returned.
 *
 *   g = ∂loss/∂w  (+ weightDecay · w for kernels)  (+ s · sign(w) for batch-norm scales)  (times the mask, if there is one)
 *   m ← momentum · m + g    (m times the mask, too)
 *   w ← w - rate · (nesterov ? g + momentum · m : m)
 *
 * Source: Sutskever et al., ICML 2013, in the form that PyTorch and TensorFlow use; for s: Liu et
 * al., "Network Slimming", ICCV 2017. Call it in a tidy: the returned tensors belong to the
 * caller's scope.
 */
export function trainStep(
  model: tf.LayersModel,
  weights: readonly Weight[],
  momenta: ReadonlyMap<Weight, tf.Tensor>,
  inputs: StepInputs,
  structure: StepStructure,
  masks: ReadonlyMap<Weight, tf.Tensor> = new Map(),
): StepResult {
  const { loss, logits, gradients, written } = gradientsOf(model, weights, inputs, structure.loss);
  const result: StepResult = {
    weights: written,
    momenta: new Map(),
    loss,
    correct: tf.sum(hits(logits, inputs.labels)),
  };
  for (const [weight, slope] of gradients) {
    let gradient = slope;
    if (weight.role === "kernel") gradient = tf.add(gradient, tf.mul(weight.value, inputs.weightDecay));
    if (weight.role === "batchNormScale" && structure.sparse) {
      gradient = tf.add(gradient, tf.mul(tf.sign(weight.value as tf.Tensor), inputs.scaleL1));
    }
    const before = tf.mul(momenta.get(weight)!, inputs.momentum);
    const mask = masks.get(weight);
    if (mask) gradient = tf.mul(gradient, mask);
    const velocity = tf.add(mask ? tf.mul(before, mask) : before, gradient);
    const direction = structure.nesterov ? tf.add(gradient, tf.mul(velocity, inputs.momentum)) : velocity;
    result.momenta.set(weight, velocity);
    result.weights.set(weight, tf.sub(weight.value as tf.Tensor, tf.mul(direction, inputs.rate)));
  }
  return result;
}

/**
 * How a model does on a batch, in inference mode. `loss` `[batch]` and `hit` `[batch]`, int32 0 or
 * 1, one value per image.
 */
export function evaluateStep(
  model: tf.LayersModel,
  images: tf.Tensor,
  labels: tf.Tensor1D,
): { loss: tf.Tensor1D; hit: tf.Tensor1D } {
  const logits = withLogits(model, () => model.apply(images, { training: false }) as tf.Tensor2D);
  return { loss: crossEntropy(logits, labels), hit: hits(logits, labels) };
}

function hits(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.cast(tf.equal(tf.argMax(logits, 1), labels) as tf.Tensor1D, "int32");
}
