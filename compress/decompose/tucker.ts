import { tf } from "../tensorflow.ts";
import { leadingVectors, symmetricEigen } from "./eigen.ts";

/**
 * A kernel as three: `input` [1, 1, cin, rin], `core` [k, k, rin, rout], `output` [1, 1, rout,
 * cout].
 */
export type Tucker2 = {
  input: tf.Tensor4D;
  core: tf.Tensor4D;
  output: tf.Tensor4D;
};

/** Rounds of alternating projection; the error has settled long before. */
const rounds = 5;

/**
 * Tucker decomposition of a convolution kernel `[k, k, cin, cout]` along its two channel axes, by
 * HOOI.
 *
 * Starts from HOSVD, then improves one factor with the other fixed, in turn. Call it in a tidy.
 * Sources: De Lathauwer, De Moor and Vandewalle, "On the Best Rank-1 and Rank-(R1, …, RN)
 * Approximation of Higher-Order Tensors", SIAM J. Matrix Anal. Appl. 21(4), 2000; Kim et al., ICLR
 * 2016, arXiv:1511.06530, for two modes of a convolution.
 */
export function tucker2Of(kernel: tf.Tensor4D, rankIn: number, rankOut: number): Tucker2 {
  const [height, width, cin, cout] = kernel.shape;
  const taps = tf.reshape(kernel, [height * width, cin, cout]) as tf.Tensor3D;
  let factorIn = leadingVectors(gram(taps, "in"), rankIn); //   [cin, rin]
  let factorOut = leadingVectors(gram(taps, "out"), rankOut); // [cout, rout]
  for (let round = 0; round < rounds; round++) {
    factorOut = leadingVectors(gram(projectIn(taps, factorIn), "out"), rankOut);
    factorIn = leadingVectors(gram(projectOut(taps, factorOut), "in"), rankIn);
  }
  const core = projectOut(projectIn(taps, factorIn), factorOut);
  return {
    input: tf.reshape(factorIn, [1, 1, cin, rankIn]),
    core: tf.reshape(core, [height, width, rankIn, rankOut]),
    output: tf.reshape(tf.transpose(factorOut), [1, 1, rankOut, cout]),
  };
}

/**
 * For each rank from 0, the share of a kernel's energy (sum of squares) that lies outside the
 * leading directions of its input channels, and of its output channels. The two together are no
 * less than what a decomposition of those ranks loses. Call it in a tidy.
 *
 * Source: De Lathauwer, De Moor and Vandewalle, "A Multilinear Singular Value Decomposition", SIAM
 * J. Matrix Anal. Appl. 21(4), 2000, property 10.
 */
export function energyBeyondRanks(kernel: tf.Tensor4D): { input: Float64Array; output: Float64Array } {
  const [height, width, cin, cout] = kernel.shape;
  const taps = tf.reshape(kernel, [height * width, cin, cout]) as tf.Tensor3D;
  const beyond = (axis: "in" | "out") => {
    const values = symmetricEigen(gram(taps, axis)).values.dataSync<"float32">();
    const shares = new Float64Array(values.length + 1);
    for (let rank = values.length - 1; rank >= 0; rank--) shares[rank] = shares[rank + 1]! + Math.max(0, values[rank]!);
    const total = Math.max(shares[0]!, Number.MIN_VALUE);
    return shares.map((share) => share / total);
  };
  return { input: beyond("in"), output: beyond("out") };
}

/**
 * Σ over the other two axes of what is on one axis times itself: `[cin, cin]` or `[cout, cout]`.
 */
function gram(taps: tf.Tensor3D, axis: "in" | "out"): tf.Tensor2D {
  const rows = axis === "in" ? tf.transpose(taps, [1, 0, 2]) : tf.transpose(taps, [2, 0, 1]);
  const flat = tf.reshape(rows, [rows.shape[0]!, -1]) as tf.Tensor2D;
  return tf.matMul(flat, flat, false, true) as tf.Tensor2D;
}

/** `[taps, cin, cout]` to `[taps, rin, cout]`. */
function projectIn(taps: tf.Tensor3D, factor: tf.Tensor2D): tf.Tensor3D {
  const [count, cin, cout] = taps.shape;
  const columns = tf.reshape(tf.transpose(taps, [0, 2, 1]), [count * cout, cin]) as tf.Tensor2D;
  const projected = tf.reshape(tf.matMul(columns, factor), [count, cout, factor.shape[1]]);
  return tf.transpose(projected, [0, 2, 1]) as tf.Tensor3D;
}

/** `[taps, r, cout]` to `[taps, r, rout]`. */
function projectOut(taps: tf.Tensor3D, factor: tf.Tensor2D): tf.Tensor3D {
  const [count, rows, cout] = taps.shape;
  const flat = tf.reshape(taps, [count * rows, cout]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(flat, factor), [count, rows, factor.shape[1]]) as tf.Tensor3D;
}
