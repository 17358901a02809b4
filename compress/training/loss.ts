import { tf } from "../tensorflow.ts";
import { crossEntropy } from "./kernels.ts";

/**
 * What a training minimises; CE is softmax cross-entropy with the labels, T a temperature.
 *
 *   crossEntropy   CE
 *   distillation   alpha · T² · KL(teacher ‖ student, both softened by T) + (1 - alpha) · CE
 *   auxiliary      CE + factor · term, where term is
 *                    nll   -log softmax(student) at the label
 *                    ce    cross-entropy of the student with the teacher's outputs, both softened by T (default 1)
 *                    mse   mean squared difference of student's and teacher's logits, over batch and classes
 *
 * A teacher runs in inference mode, is never changed, and must not be the model that trains.
 * Sources: Hinton, Vinyals and Dean, arXiv:1503.02531, section 2, for distillation; the auxiliary
 * terms are those of AutoMC's Table 1 (HP14 to HP16).
 */
export type Loss =
  | { kind: "crossEntropy" }
  | { kind: "distillation"; teacher: tf.LayersModel; temperature: number; alpha: number }
  | {
      kind: "auxiliary";
      term: "nll" | "ce" | "mse";
      factor: number;
      teacher: tf.LayersModel;
      temperature?: number;
    };

/** The network that a loss compares with, if it does. */
export function teacherOf(loss: Loss): tf.LayersModel | undefined {
  if (loss.kind === "crossEntropy" || (loss.kind === "auxiliary" && loss.term === "nll")) return undefined;
  return loss.teacher;
}

/**
 * The mean loss of a batch, without the layers' own regularisers. Logits `[batch, classes]`, labels
 * `[batch]`.
 */
export function meanLoss(
  loss: Loss,
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  teacherLogits: tf.Tensor2D | undefined,
): tf.Scalar {
  const hard = tf.mean<tf.Scalar>(crossEntropy(logits, labels));
  if (loss.kind === "crossEntropy") return hard;
  if (loss.kind === "distillation") {
    const { temperature, alpha } = loss;
    const divergence = tf.sub<tf.Scalar>(
      softCrossEntropy(logits, teacherLogits!, temperature),
      entropy(teacherLogits!, temperature),
    );
    return tf.add(tf.mul(divergence, alpha * temperature ** 2), tf.mul(hard, 1 - alpha));
  }
  return tf.add(hard, tf.mul(auxiliaryTerm(loss, logits, labels, teacherLogits), loss.factor));
}

function auxiliaryTerm(
  { term, temperature = 1 }: Extract<Loss, { kind: "auxiliary" }>,
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  teacherLogits: tf.Tensor2D | undefined,
): tf.Tensor {
  if (term === "nll") return tf.mean(crossEntropy(logits, labels));
  if (term === "ce") return softCrossEntropy(logits, teacherLogits!, temperature);
  return tf.mean(tf.square(tf.sub(logits, teacherLogits!)));
}

/**
 * -Σ_k p_k log q_k, mean over the batch, with p the teacher's and q the student's softened outputs.
 */
function softCrossEntropy(logits: tf.Tensor2D, teacherLogits: tf.Tensor2D, temperature: number): tf.Scalar {
  const p = tf.softmax(tf.div(teacherLogits, temperature));
  const logQ = tf.logSoftmax(tf.div(logits, temperature));
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(p, logQ), -1)));
}

function entropy(logits: tf.Tensor2D, temperature: number): tf.Scalar {
  return softCrossEntropy(logits, logits, temperature);
}
