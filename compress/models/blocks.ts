import { tf } from "../tensorflow.ts";
import type { Seeds } from "./seeds.ts";

/** A convolution of the networks here: `same` padding, no bias, He's initial weights. */
export interface Convolution {
  filters: number;
  /** Height and width of the kernel. */
  size: number;
  strides: number;
}

/** `[batch, h, w, c]` -> `[batch, ceil(h / strides), ceil(w / strides), filters]`. */
export function convolution(x: tf.SymbolicTensor, name: string, o: Convolution, next: Seeds): tf.SymbolicTensor {
  const kernelInitializer = tf.initializers.heNormal({ seed: next() });
  const { filters, size: kernelSize, strides } = o;
  return tf.layers
    .conv2d({ name, filters, kernelSize, strides, padding: "same", useBias: false, kernelInitializer })
    .apply(x) as tf.SymbolicTensor;
}

/** Batch normalisation over the last axis. */
export function normalised(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-5 }).apply(x) as tf.SymbolicTensor;
}

/** Batch normalisation, then ReLU. */
export function rectified(x: tf.SymbolicTensor, bn: string, relu: string): tf.SymbolicTensor {
  return tf.layers.activation({ name: relu, activation: "relu" }).apply(normalised(x, bn)) as tf.SymbolicTensor;
}

/** The end of a classifier: global average, then a dense layer with softmax, `[batch, classes]`. */
export function classified(x: tf.SymbolicTensor, classes: number, next: Seeds): tf.SymbolicTensor {
  const pooled = tf.layers.globalAveragePooling2d({ name: "head-pool" }).apply(x) as tf.SymbolicTensor;
  const kernelInitializer = tf.initializers.glorotUniform({ seed: next() });
  const dense = tf.layers.dense({ name: "head-dense", units: classes, activation: "softmax", kernelInitializer });
  return dense.apply(pooled) as tf.SymbolicTensor;
}
