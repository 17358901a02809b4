import { tf } from "../tensorflow.ts";
import { type Loss, meanLoss, teacherOf } from "./loss.ts";
import { withLogits, withTrainingKernels } from "./rewrite.ts";
import type { Weight } from "./weights.ts";

/** What a forward and backward pass returned, in the caller's tidy. */
export interface Gradients {
  /** Mean loss of the batch, plus the layers' own regularisers. */
  loss: tf.Scalar;
  logits: tf.Tensor2D;
  /** For each trainable weight that the loss depends on. */
  gradients: Map<Weight, tf.Tensor>;
  /** What the layers would have written: new moving statistics. */
  written: Map<Weight, tf.Tensor>;
}

/** The gradient of the loss on one batch, in training mode. Nothing in the model changes. */
export function gradientsOf(
  model: tf.LayersModel,
  weights: readonly Weight[],
  { images, labels, seed }: { images: tf.Tensor; labels: tf.Tensor1D; seed: tf.Tensor1D },
  minimised: Loss = { kind: "crossEntropy" },
): Gradients {
  const teacher = teacherOf(minimised);
  const teacherLogits = teacher && withLogits(teacher, () => teacher.apply(images, { training: false }) as tf.Tensor2D);
  const learning = weights.filter((weight) => weight.trainable);
  const kept: { logits?: tf.Tensor2D; written: Map<Weight, tf.Tensor> } = { written: new Map() }; // outlive the inner tidy
  const loss = () => {
    kept.logits = tf.keep(model.apply(images, { training: true }) as tf.Tensor2D);
    const mean = meanLoss(minimised, kept.logits, labels, teacherLogits);
    return model.calculateLosses().reduce<tf.Scalar>((sum, regulariser) => tf.add(sum, regulariser), mean);
  };
  const values = learning.map(({ value }) => value);
  try {
    const { value, grads } = withTrainingKernels(model, seed, () =>
      withLogits(model, () => collectWrites(weights, kept.written, () => tf.variableGrads(loss, values))),
    );
    const found = learning.flatMap((weight): [Weight, tf.Tensor][] => {
      const gradient = grads[weight.value.name];
      return gradient ? [[weight, gradient]] : [];
    });
    const written = [...kept.written].map(([weight, tensor]): [Weight, tf.Tensor] => [weight, tensor.clone()]);
    return { loss: value, logits: kept.logits!.clone(), gradients: new Map(found), written: new Map(written) };
  } finally {
    kept.logits?.dispose();
    for (const tensor of kept.written.values()) tensor.dispose();
  }
}

/**
 * Runs `work` while what the layers write to their variables goes into `written` instead, where
 * they read it back.
 */
function collectWrites<T>(weights: readonly Weight[], written: Map<Weight, tf.Tensor>, work: () => T): T {
  const fixed = weights.filter((weight) => !weight.trainable);
  for (const weight of fixed) {
    const { variable, value } = weight;
    variable.read = () => written.get(weight) ?? value;
    variable.write = (tensor) => {
      const kept = tf.keep(tensor.clone());
      written.get(weight)?.dispose();
      written.set(weight, kept);
      return variable;
    };
  }
  try {
    return work();
  } finally {
    for (const { variable } of fixed as { variable: { read?: unknown; write?: unknown } }[]) {
      delete variable.read;
      delete variable.write;
    }
  }
}
