import { tf } from "../tensorflow.ts";
import { symmetricEigen } from "./eigen.ts";

/** A kernel as one basis for every group of input channels, and how each output mixes the maps. */
export type FilterBasis = {
  basis: tf.Tensor4D; // [k, k, cin / groups, n]
  mix: tf.Tensor4D; //   [1, 1, groups · n, cout], the maps of the first group first
};

/**
 * How much of a kernel's energy (sum of squares) the best n basis filters keep, for each n from 0.
 * Call it in a tidy.
 */
export function keptEnergy(kernel: tf.Tensor4D, groups: number): Float64Array {
  const { rows } = arranged(kernel, groups);
  const wide = rows.shape[1] > rows.shape[0];
  const values = symmetricEigen(tf.matMul(rows, rows, !wide, wide) as tf.Tensor2D).values.dataSync<"float32">();
  const kept = new Float64Array(values.length + 1);
  for (const [i, value] of values.entries()) kept[i + 1] = kept[i]! + Math.max(0, value);
  return kept;
}

/**
 * The n basis filters and their coefficients that come nearest to a kernel `[k, k, cin, cout]`, in
 * least squares: the truncated singular value decomposition of the kernel as a matrix
 * `[cout · groups, cin / groups · k · k]`. Call it in a tidy.
 *
 * Source: the form is Li et al., "Learning Filter Basis for Convolutional Neural Network
 * Compression", ICCV 2019, arXiv:1908.08932, section 3; they learn it from random weights, the
 * start from the trained kernel is ours.
 */
export function filterBasisOf(kernel: tf.Tensor4D, groups: number, n: number): FilterBasis {
  const [height, width, , cout] = kernel.shape;
  const { rows, size } = arranged(kernel, groups);
  let right: tf.Tensor2D; // [size · k · k, n], columns of length one
  if (rows.shape[1] <= rows.shape[0]) {
    right = firstColumns(symmetricEigen(tf.matMul(rows, rows, true, false) as tf.Tensor2D).vectors, n);
  } else {
    const left = firstColumns(symmetricEigen(tf.matMul(rows, rows, false, true) as tf.Tensor2D).vectors, n);
    const scaled = tf.matMul(rows, left, true, false) as tf.Tensor2D;
    right = tf.div(scaled, tf.maximum(tf.norm(scaled, 2, 0, true), 1e-12));
  }
  const coefficients = tf.reshape(tf.matMul(rows, right), [groups, cout, n]);
  return {
    basis: tf.reshape(right, [height, width, size, n]),
    mix: tf.reshape(tf.transpose(coefficients, [0, 2, 1]), [1, 1, groups * n, cout]),
  };
}

/**
 * One row per group and output, `[groups · cout, k · k · size]`, taps and input channels in the
 * kernel's order.
 */
function arranged(kernel: tf.Tensor4D, groups: number): { rows: tf.Tensor2D; size: number } {
  const [height, width, cin, cout] = kernel.shape;
  const size = cin / groups;
  const split = tf.reshape(kernel, [height * width, groups, size, cout]);
  const rows = tf.reshape(tf.transpose(split, [1, 3, 0, 2]), [groups * cout, height * width * size]) as tf.Tensor2D;
  return { rows, size };
}

function firstColumns(matrix: tf.Tensor2D, count: number): tf.Tensor2D {
  return tf.slice2d(matrix, [0, 0], [matrix.shape[0], count]);
}
