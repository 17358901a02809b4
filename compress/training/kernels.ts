import { type NativeAttribute, nativeBackend, tf } from "../tensorflow.ts";

/** Keeps tensors for the backward pass. */
type SaveForGradient = (tensors: tf.Tensor[]) => void;

/** One attribute for a type, 32-bit floats by default. */
function typeOf(name: string, dtype: "float32" | "int32" = "float32"): NativeAttribute {
  const backend = nativeBackend();
  return { name, type: backend.binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(dtype) };
}

/**
 * Batch normalisation in training, and its gradient, as one TensorFlow operation each in place of
 * some thirty.
 *
 *   y = gamma · (x - mean) / √(variance + epsilon) + beta        x, y [batch, height, width, c]; the rest [c]
 *
 * `mean` and `variance` are the batch's, and carry no gradient. The kernel returns the variance
 * over n - 1 values for the moving statistics; it is scaled back to n, which is what TensorFlow.js
 * keeps.
 * Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, Algorithm 1.
 */
export function fusedBatchNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): { y: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const backend = nativeBackend();
  const { TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL } = backend.binding;
  const attributes = [
    typeOf("T"),
    typeOf("U"),
    { name: "epsilon", type: TF_ATTR_FLOAT, value: epsilon },
    { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: TF_ATTR_BOOL, value: true },
  ];
  const statistics: tf.Tensor1D[] = [];
  const forward = tf.customGrad((...args) => {
    const [image, scale, shift, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, SaveForGradient];
    const none = tf.tensor1d([]);
    const [value, mean, variance, ...saved] = backend.executeMultipleOutputs(
      "FusedBatchNormV3",
      attributes,
      [image, scale, shift, none, none],
      6,
    ) as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, ...tf.Tensor[]];
    const count = image.size / scale.size;
    statistics.push(tf.keep(mean.clone()), tf.keep(tf.mul<tf.Tensor1D>(variance, (count - 1) / count)));
    save([image, scale, ...saved]);
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) =>
      backend.executeMultipleOutputs("FusedBatchNormGradV3", attributes, [dy, ...kept], 5).slice(0, 3);
    return { value, gradFunc };
  });
  const y = forward(x, gamma, beta) as tf.Tensor4D;
  const [mean, variance] = statistics.map((kept) => {
    const given = kept.clone();
    kept.dispose();
    return given;
  }) as [tf.Tensor1D, tf.Tensor1D];
  return { y, mean, variance };
}

/**
 * The cross-entropy of the softmax, one value per row, and its gradient from the same operation.
 *
 *   loss = log Σ_k exp(logits_k) - logits_label        logits [batch, classes], labels [batch], loss [batch]
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const loss = tf.customGrad((...args) => {
    const [scores, save] = args as [tf.Tensor, SaveForGradient];
    const [value, slope] = nativeBackend().executeMultipleOutputs(
      "SparseSoftmaxCrossEntropyWithLogits",
      [typeOf("T"), typeOf("Tlabels", "int32")],
      [scores, labels],
      2,
    ) as [tf.Tensor, tf.Tensor];
    save([slope]);
    return { value, gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => tf.mul(tf.expandDims(dy, -1), kept!) };
  });
  return loss(logits) as tf.Tensor1D;
}

/**
 * Uniform numbers in [0, 1) that depend on the seed `[2]` alone, so that a graph draws new ones
 * each time it receives a new seed.
 */
export function randomUniform(shape: number[], seed: tf.Tensor1D): tf.Tensor {
  return stateless("StatelessRandomUniform", shape, seed);
}

/** Normal numbers of mean 0 and deviation 1, in the same way. */
export function randomNormal(shape: number[], seed: tf.Tensor1D): tf.Tensor {
  return stateless("StatelessRandomNormal", shape, seed);
}

function stateless(operation: string, shape: number[], seed: tf.Tensor1D): tf.Tensor {
  return nativeBackend().executeSingleOutput(
    operation,
    [typeOf("dtype"), typeOf("T", "int32"), typeOf("Tseed", "int32")],
    [tf.tensor1d(shape, "int32"), seed],
  );
}

/**
 * What is at `index` (int32, any shape) of a list `[n]`. The stock operation reads its indices,
 * which a traced graph cannot.
 */
export function take(list: tf.Tensor1D, index: tf.Tensor): tf.Tensor {
  return nativeBackend().executeSingleOutput(
    "GatherV2",
    [typeOf("Tparams"), typeOf("Tindices", "int32"), typeOf("Taxis", "int32")],
    [list, index, tf.scalar(0, "int32")],
  );
}

/**
 * Adds up `values` by their `index` (same shape, int32 in 0 to size - 1): `[size]`.
 *
 * First within each image of the batch, one after the other, then over the batch: always in the
 * same order, and on a processor an eighth of the time of TensorFlow's sum by segments, which walks
 * through all the values once for each sum.
 */
export function sumByIndex(values: tf.Tensor, index: tf.Tensor, size: number): tf.Tensor1D {
  const { TF_ATTR_BOOL } = nativeBackend().binding;
  const rows = values.rank > 1 ? values.shape[0]! : 1;
  const sums = nativeBackend().executeSingleOutput(
    "DenseBincount",
    [typeOf("Tidx", "int32"), typeOf("T"), { name: "binary_output", type: TF_ATTR_BOOL, value: false }],
    [tf.reshape(index, [rows, -1]), tf.scalar(size, "int32"), tf.reshape(values, [rows, -1])],
  );
  return tf.sum(sums, 0);
}

/** ReLUs whose gradient is one operation on the output, not three on the input. */
const activations = { Relu: "ReluGrad", Relu6: "Relu6Grad" } as const;

/**
 * Runs `work` with the gradients of ReLU and ReLU6 from TensorFlow's own operations, then puts the
 * stock ones back.
 */
export function withFusedActivations<T>(work: () => T): T {
  const stock = Object.keys(activations).map((name) => tf.getGradient(name));
  const register = (config: tf.GradConfig) => {
    tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  };
  for (const [kernelName, op] of Object.entries(activations)) {
    register({
      kernelName,
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({
        x: () => nativeBackend().executeSingleOutput(op, [typeOf("T")], [dy as tf.Tensor, y!]),
      }),
    });
  }
  try {
    return work();
  } finally {
    stock.forEach(register);
  }
}
