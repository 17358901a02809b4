import { tf } from "../tensorflow.ts";
import type { Batch } from "./batches.ts";
import type { Engine, StepSettings } from "./engine.ts";
import { evaluateStep, type StepStructure, trainStep } from "./step.ts";
import { type Weight, weightsOf } from "./weights.ts";

/** Runs each operation of a step by itself, on the model's own weights: the reference that the graph engine is judged by. */
export function eagerEngine(model: tf.LayersModel, structure: StepStructure): Engine {
  const weights = weightsOf(model);
  const learning = weights.filter((weight) => weight.trainable);
  const momenta = new Map<Weight, tf.Tensor>(learning.map((weight) => [weight, tf.zeros(weight.value.shape)]));

  return {
    train: (batch, settings) =>
      tf.tidy(() => {
        const step = trainStep(model, weights, momenta, stepInputs(model, batch, settings), structure);
        for (const [weight, value] of step.weights) weight.value.assign(value);
        for (const [weight, momentum] of step.momenta) {
          momenta.get(weight)!.dispose();
          momenta.set(weight, tf.keep(momentum));
        }
        return { loss: step.loss.dataSync()[0]!, correct: step.correct.dataSync()[0]! };
      }),
    evaluate: (batch) =>
      tf.tidy(() => {
        const { images, labels } = batchTensors(model, batch);
        return sumFresh(evaluateStep(model, images, labels), batch.fresh);
      }),
    pull() {},
    push() {},
    dispose() {
      for (const momentum of momenta.values()) momentum.dispose();
      momenta.clear();
    },
  };
}

/** The tensors of a batch; they may share its memory, so dispose them before the next batch is made. */
export function batchTensors(model: tf.LayersModel, batch: Batch): { images: tf.Tensor; labels: tf.Tensor1D } {
  const [, ...shape] = model.inputs[0]!.shape as number[];
  return { images: tf.tensor(batch.images, [batch.size, ...shape]), labels: tf.tensor1d(batch.labels, "int32") };
}

/** Everything that a step takes, as tensors. */
export function stepInputs(model: tf.LayersModel, batch: Batch, settings: StepSettings) {
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
