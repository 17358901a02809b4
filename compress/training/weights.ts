import { tf } from "../tensorflow.ts";

/** A variable of a layer. The package keeps the class to itself, so it is named through a model. */
export type LayerVariable = tf.LayersModel["weights"][number];

/** One variable of a model, and what training may do with it. */
export interface Weight {
  /** Its place in `model.weights`, which names it in a graph. */
  index: number;
  variable: LayerVariable;
  /** The tensor behind the variable. */
  value: tf.Variable;
  trainable: boolean;
  /**
   * Weight decay is for kernels, the L1 of network slimming for batch-norm scales; biases, shifts
   * and statistics are "other".
   */
  role: "kernel" | "batchNormScale" | "other";
}

/** The variables of a model in the order of `model.weights`, each once, shared or not. */
export function weightsOf(model: tf.LayersModel): Weight[] {
  const trainable = new Set(model.trainableWeights);
  const scales = batchNormScales(model);
  return [...new Set(model.weights)].map((variable, index) => ({
    index,
    variable,
    value: variable.read() as tf.Variable,
    trainable: trainable.has(variable),
    role: scales.has(variable) ? "batchNormScale" : isKernel(variable) ? "kernel" : "other",
  }));
}

/** Every layer, those of nested models in place of the models. */
export function flatLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? flatLayers(layer) : [layer]));
}

/**
 * Kernels are named `…/kernel`, `…/depthwise_kernel` and so on by every layer, here and in Keras.
 */
function isKernel(variable: LayerVariable): boolean {
  return /(^|[/_])kernel$/.test(variable.originalName);
}

function batchNormScales(model: tf.LayersModel): Set<LayerVariable> {
  const norms = flatLayers(model).filter((layer) => layer.getClassName() === "BatchNormalization");
  return new Set(norms.flatMap((layer) => layer.weights.filter((w) => /(^|\/)gamma$/.test(w.originalName))));
}
