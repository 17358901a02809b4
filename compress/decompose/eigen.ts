import { nativeBackend, tf } from "../tensorflow.ts";

/**
 * Eigenvalues and eigenvectors of a symmetric matrix `[n, n]`, largest first: `values` `[n]`,
 * `vectors` `[n, n]`, one per column. By TensorFlow's own solver; call it in a tidy.
 */
export function symmetricEigen(matrix: tf.Tensor2D): { values: tf.Tensor1D; vectors: tf.Tensor2D } {
  const backend = nativeBackend();
  const { TF_ATTR_TYPE, TF_ATTR_BOOL } = backend.binding;
  const attributes = [
    { name: "compute_v", type: TF_ATTR_BOOL, value: true },
    { name: "T", type: TF_ATTR_TYPE, value: backend.getDTypeInteger("float32") },
  ];
  const [values, vectors] = backend.executeMultipleOutputs("SelfAdjointEigV2", attributes, [matrix], 2);
  return { values: tf.reverse(values as tf.Tensor1D), vectors: tf.reverse(vectors as tf.Tensor2D, 1) };
}

/** The eigenvectors of the `rank` largest eigenvalues, `[n, rank]`. */
export function leadingVectors(matrix: tf.Tensor2D, rank: number): tf.Tensor2D {
  const { vectors } = symmetricEigen(matrix);
  return tf.slice2d(vectors, [0, 0], [vectors.shape[0], rank]);
}
