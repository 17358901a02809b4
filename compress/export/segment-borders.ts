import { segmentActivationClass } from "../model/layers/register-layers.ts";
import { segmentPosition } from "../model/layers/segment-activation.ts";
import { tf } from "../tensorflow.ts";
import { overrideCall } from "../training/rewrite.ts";
import { flatLayers } from "../training/weights.ts";

/**
 * Whether a model has a multi-segment activation, whose output jumps where one segment ends and the
 * next begins.
 */
export function hasSegmentActivations(model: tf.LayersModel): boolean {
  return flatLayers(model).some((layer) => layer.getClassName() === segmentActivationClass);
}

/**
 * For each image, how near any value inside the model comes to a border between two segments, in
 * segments: `[batch]`, and Infinity where there is no border.
 */
export function nearestBorder(model: tf.LayersModel, images: tf.Tensor): Float32Array {
  const nearest = new Float32Array(images.shape[0]!).fill(Number.POSITIVE_INFINITY);
  const undo = flatLayers(model)
    .filter((layer) => layer.getClassName() === segmentActivationClass)
    .map((layer) =>
      overrideCall(layer, (_, stock) => (inputs, how) => {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        for (const [image, distance] of borderDistances(layer, x).entries())
          nearest[image] = Math.min(nearest[image]!, distance);
        return stock(inputs, how);
      }),
    );
  try {
    tf.tidy(() => void model.apply(images, { training: false }));
  } finally {
    for (const restore of undo) restore();
  }
  return nearest;
}

function borderDistances(layer: tf.layers.Layer, x: tf.Tensor): Float32Array {
  const weight = (name: string) =>
    layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))!.read() as tf.Tensor;
  const segments = Number(layer.getConfig().segments);
  if (segments < 2) return new Float32Array(x.shape[0]!).fill(Number.POSITIVE_INFINITY);
  return tf.tidy(() => {
    const position = segmentPosition(x, weight("moving_mean"), weight("moving_variance"), segments);
    const border = tf.clipByValue(tf.round(position), 1, segments - 1);
    const distance = tf.reshape(tf.abs(tf.sub(position, border)), [x.shape[0]!, -1]);
    return tf.min(distance, 1).dataSync<"float32">().slice();
  });
}
