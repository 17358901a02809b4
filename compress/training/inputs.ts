import { tf } from "../tensorflow.ts";
import type { Batch } from "./batches.ts";
import type { StepSettings } from "./engine.ts";
import type { StepInputs } from "./step.ts";

/**
 * The tensors of a batch; they may share its memory, so dispose them before the next batch is made.
 */
export function batchTensors(model: tf.LayersModel, batch: Batch): { images: tf.Tensor; labels: tf.Tensor1D } {
  const [, ...shape] = model.inputs[0]!.shape as number[];
  return { images: tf.tensor(batch.images, [batch.size, ...shape]), labels: tf.tensor1d(batch.labels, "int32") };
}

/** Everything that a step takes, as tensors. */
export function stepInputs(model: tf.LayersModel, batch: Batch, settings: StepSettings): StepInputs {
  return {
    ...batchTensors(model, batch),
    seed: tf.tensor1d([...settings.seed], "int32"),
    rate: tf.scalar(settings.learningRate),
    momentum: tf.scalar(settings.momentum),
    weightDecay: tf.scalar(settings.weightDecay),
    scaleL1: tf.scalar(settings.batchNormScaleL1),
  };
}

/** Adds up the rows of an evaluation that count, in 64 bits. */
export function sumFresh(rows: { loss: tf.Tensor; hit: tf.Tensor }, fresh: number): { loss: number; correct: number } {
  const sum = (tensor: tf.Tensor) =>
    Array.from(tensor.dataSync<"float32">().subarray(0, fresh)).reduce((a, b) => a + b, 0);
  return { loss: sum(rows.loss), correct: sum(rows.hit) };
}
