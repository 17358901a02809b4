import { tf } from "../tensorflow.ts";
import type { Engine } from "./engine.ts";
import { batchTensors, stepInputs, sumFresh } from "./inputs.ts";
import { evaluateStep, type StepStructure, trainStep } from "./step.ts";
import { type Weight, weightsOf } from "./weights.ts";

/**
 * Runs each operation of a step by itself, on the model's own weights: the reference that the graph
 * engine is judged by.
 */
export function eagerEngine(model: tf.LayersModel, structure: StepStructure): Engine {
  const weights = weightsOf(model);
  const learning = weights.filter((weight) => weight.trainable);
  const momenta = new Map<Weight, tf.Tensor>(learning.map((weight) => [weight, tf.zeros(weight.value.shape)]));
  const masks = new Map<Weight, tf.Tensor>();
  const unmask = () => {
    for (const mask of masks.values()) mask.dispose();
    masks.clear();
  };

  return {
    train: (batch, settings) =>
      tf.tidy(() => {
        const step = trainStep(model, weights, momenta, stepInputs(model, batch, settings), structure, masks);
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
    mask(given) {
      unmask();
      for (const weight of learning) {
        const mask = given.get(weight.variable.originalName);
        if (mask) masks.set(weight, mask.clone());
      }
    },
    pull() {},
    push() {},
    dispose() {
      for (const momentum of momenta.values()) momentum.dispose();
      momenta.clear();
      unmask();
    },
  };
}
