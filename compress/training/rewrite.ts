import { CompressError } from "../errors.ts";
import { tf } from "../tensorflow.ts";
import { keepsStatistics } from "./frozen.ts";
import { fusedBatchNorm, randomNormal, randomUniform, withFusedActivations } from "./kernels.ts";
import { flatLayers, type LayerVariable } from "./weights.ts";

type Call = tf.layers.Layer["call"];
type CallInputs = Parameters<Call>[0];

/** Members that the layers have and their declarations keep private. */
interface BatchNormInsides {
  axis: number;
  momentum: number;
  epsilon: number;
  gamma: LayerVariable | null;
  beta: LayerVariable | null;
  movingMean: LayerVariable;
  movingVariance: LayerVariable;
}
interface DropoutInsides {
  rate: number;
  noiseShape: (number | null)[] | null | undefined;
}
interface NoiseInsides {
  stddev?: number;
  rate?: number;
}
interface ActivationInsides {
  activation?: { getClassName(): string };
}

/**
 * Layers whose noise is drawn in JavaScript, unseeded: a traced graph would repeat one draw for
 * ever.
 */
const unseeded = new Set(["AlphaDropout", "SpatialDropout1D"]);

/** @throws CompressError `unsupported_layer`, naming the layer. */
export function refuseUnseededLayers(model: tf.LayersModel): void {
  const layer = flatLayers(model).find((each) => unseeded.has(each.getClassName()));
  if (!layer) return;
  throw new CompressError(
    "unsupported_layer",
    `Layer ${layer.name} (${layer.getClassName()}) cannot be trained repeatably: use Dropout in its place.`,
  );
}

/**
 * Runs `work` while the model's layers compute what they always do, but by kernels that are fast
 * and can be traced: batch norms in one operation, dropout from the step's `seed` `[2]`, ReLU
 * gradients in one operation. Afterwards the model is as it was.
 */
export function withTrainingKernels<T>(model: tf.LayersModel, seed: tf.Tensor1D, work: () => T): T {
  const undo: (() => void)[] = [];
  let masks = 0;
  const nextSeed = () => tf.add<tf.Tensor1D>(seed, tf.tensor1d([0, masks++], "int32"));
  for (const layer of flatLayers(model)) {
    const kind = layer.getClassName();
    if (kind === "BatchNormalization")
      undo.push(overrideCall(layer, keepsStatistics(layer) ? frozenCall : batchNormCall));
    if (kind === "Dropout") undo.push(overrideCall(layer, dropoutCall(nextSeed)));
    if (kind === "GaussianNoise" || kind === "GaussianDropout") undo.push(overrideCall(layer, noiseCall(nextSeed)));
  }
  try {
    return withFusedActivations(work);
  } finally {
    for (const restore of undo) restore();
  }
}

/**
 * Sets another `call` of one layer, and returns what takes it back. `make` gets the layer and its
 * own `call`.
 */
export function overrideCall(layer: tf.layers.Layer, make: (layer: tf.layers.Layer, stock: Call) => Call): () => void {
  const stock = layer.call.bind(layer);
  layer.call = make(layer, stock);
  return () => {
    delete (layer as { call?: Call }).call;
  };
}

function onlyTensor(inputs: CallInputs): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/**
 * The fused kernel in training, for images, and where there is no scale or no shift, which the
 * stock code reads all the same; the stock code for everything else. What is no image is seen as
 * one of single pixels.
 */
function batchNormCall(layer: tf.layers.Layer, stock: Call): Call {
  const norm = layer as unknown as BatchNormInsides;
  return (inputs, how) => {
    const x = onlyTensor(inputs);
    const last = norm.axis === -1 || norm.axis === x.rank - 1;
    if (!how.training || !last || (x.rank !== 4 && norm.gamma && norm.beta)) return stock(inputs, how);
    return tf.tidy(() => {
      const channels = x.shape.at(-1)!;
      const images = x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, channels]);
      const { y, mean, variance } = fusedBatchNorm(
        images as tf.Tensor4D,
        (norm.gamma?.read() as tf.Tensor1D | undefined) ?? (tf.ones([channels]) as tf.Tensor1D),
        (norm.beta?.read() as tf.Tensor1D | undefined) ?? (tf.zeros([channels]) as tf.Tensor1D),
        norm.epsilon,
      );
      const move = (moving: LayerVariable, now: tf.Tensor) =>
        moving.write(tf.add(tf.mul(moving.read(), norm.momentum), tf.mul(now, 1 - norm.momentum)));
      move(norm.movingMean, mean);
      move(norm.movingVariance, variance);
      return x.rank === 4 ? y : tf.reshape(y, x.shape);
    });
  };
}

/** As outside of training. */
const frozenCall = (_: tf.layers.Layer, stock: Call): Call => {
  return (inputs, how) => stock(inputs, { ...how, training: false });
};

/** Adds normal noise of deviation `stddev`, or multiplies by such of mean 1 and deviation √(rate / (1 - rate)). */
function noiseCall(nextSeed: () => tf.Tensor1D): (layer: tf.layers.Layer, stock: Call) => Call {
  return (layer, stock) => {
    const { stddev, rate = 0 } = layer as unknown as NoiseInsides;
    return (inputs, how) => {
      if (!how.training) return stock(inputs, how);
      const x = onlyTensor(inputs);
      return tf.tidy(() => {
        const noise = randomNormal(x.shape, nextSeed());
        if (stddev !== undefined) return tf.add(x, tf.mul(noise, stddev));
        return tf.mul(x, tf.add(tf.mul(noise, Math.sqrt(rate / (1 - rate))), 1));
      });
    };
  };
}

/**
 * Zeroes each value with probability `rate`, and scales the others by 1 / (1 - rate). Source:
 * Srivastava et al., JMLR 2014.
 */
function dropoutCall(nextSeed: () => tf.Tensor1D): (layer: tf.layers.Layer, stock: Call) => Call {
  return (layer, stock) => {
    const { rate, noiseShape } = layer as unknown as DropoutInsides;
    return (inputs, how) => {
      if (!how.training || rate <= 0 || rate >= 1) return stock(inputs, how);
      const x = onlyTensor(inputs);
      return tf.tidy(() => {
        const shape = noiseShape ? noiseShape.map((size, axis) => size ?? x.shape[axis]!) : x.shape;
        const kept = tf.cast(tf.greaterEqual(randomUniform(shape, nextSeed()), rate), "float32");
        return tf.mul(x, tf.div(kept, 1 - rate));
      });
    };
  };
}

/**
 * Runs `work` while the model returns logits: the softmax at its end, as a layer or as the last
 * layer's activation, is omitted.
 *
 * @throws CompressError `bad_model` when it ends in another activation than softmax or none.
 */
export function withLogits<T>(model: tf.LayersModel, work: () => T): T {
  const last = layerOf(model.outputs[0]!);
  if (last.getClassName() === "Softmax") {
    const restore = overrideCall(last, () => onlyTensor);
    try {
      return work();
    } finally {
      restore();
    }
  }
  const insides = last as unknown as ActivationInsides;
  const ending = insides.activation;
  if (!ending || ending.getClassName() === "linear") return work();
  if (ending.getClassName() !== "softmax") {
    throw new CompressError(
      "bad_model",
      `The model ends in ${ending.getClassName()} (layer ${last.name}): a classifier ends in softmax, or in logits.`,
    );
  }
  insides.activation = (
    tf.layers.activation({ activation: "linear" }) as unknown as Required<ActivationInsides>
  ).activation;
  try {
    return work();
  } finally {
    insides.activation = ending;
  }
}

/** Whether a model returns probabilities: whether `withLogits` omits a softmax. */
export function endsInSoftmax(model: tf.LayersModel): boolean {
  const last = layerOf(model.outputs[0]!);
  const { activation } = last as unknown as ActivationInsides;
  return last.getClassName() === "Softmax" || activation?.getClassName() === "softmax";
}

/** The layer that makes a tensor, inside nested models too. */
function layerOf({ sourceLayer, tensorIndex }: tf.SymbolicTensor): tf.layers.Layer {
  return sourceLayer instanceof tf.LayersModel ? layerOf(sourceLayer.outputs[tensorIndex]!) : sourceLayer;
}
