import type { tf } from "../tensorflow.ts";

/**
 * Whether a layer is a batch norm that does not learn. Its statistics are then a part of the network
 * as any other number, as in Keras: it uses them in training too, and nothing estimates them anew.
 */
export function keepsStatistics(layer: tf.layers.Layer): boolean {
  if (layer.getClassName() !== "BatchNormalization") return false;
  const learns = layer.weights.some(({ originalName }) => /(^|\/)(gamma|beta)$/.test(originalName));
  return !layer.trainable || (learns && layer.trainableWeights.length === 0);
}
