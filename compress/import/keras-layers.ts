import { CompressError } from "../errors.ts";
import { activationName, initializer, regularizer } from "./keras-objects.ts";

/** A layer's settings as a file of Keras has them. */
export type Settings = Record<string, unknown>;

/** A layer in the words of TensorFlow.js. */
export interface Translated {
  class_name: string;
  config: Settings;
}

/** How a class of layer is written in TensorFlow.js. */
interface Wording {
  /** Settings that mean the same on both sides, beside those that every layer has. */
  keeps: readonly string[];
  /** What has other names. It takes out of `from` what it has dealt with. */
  reword?: (from: Settings, layer: string) => Settings | Translated;
}

const window = ["pool_size", "strides", "padding", "data_format"];
const undilated = ["kernel_size", "strides", "padding", "data_format", "activation", "use_bias"];
const kernel = [...undilated, "dilation_rate"];
const kernelParts = ["kernel_initializer", "kernel_regularizer", "bias_initializer", "bias_regularizer"];

const wordings: Record<string, Wording> = {
  InputLayer: { keeps: [], reword: inputShape },
  Conv2D: { keeps: ["filters", ...kernel, ...kernelParts] },
  Conv2DTranspose: { keeps: ["filters", ...kernel, ...kernelParts] },
  DepthwiseConv2D: {
    keeps: [
      "depth_multiplier",
      ...undilated,
      "depthwise_initializer",
      "depthwise_regularizer",
      "bias_initializer",
      "bias_regularizer",
    ],
    reword: refuseDilation,
  },
  SeparableConv2D: {
    keeps: [
      "filters",
      "depth_multiplier",
      ...kernel,
      "depthwise_initializer",
      "depthwise_regularizer",
      "pointwise_initializer",
      "pointwise_regularizer",
      "bias_initializer",
      "bias_regularizer",
    ],
  },
  Dense: { keeps: ["units", "activation", "use_bias", ...kernelParts] },
  BatchNormalization: {
    keeps: [
      "momentum",
      "epsilon",
      "center",
      "scale",
      "beta_initializer",
      "gamma_initializer",
      "moving_mean_initializer",
      "moving_variance_initializer",
      "beta_regularizer",
      "gamma_regularizer",
    ],
    reword: (from) => ({ axis: [taken(from, "axis") ?? -1].flat()[0] }), // Keras 2 writes [3]
  },
  Activation: { keeps: ["activation"] },
  ReLU: { keeps: ["max_value"], reword: leak },
  LeakyReLU: {
    keeps: [],
    reword: (from) => ({ alpha: taken(from, "negative_slope") ?? taken(from, "alpha") ?? 0.3 }),
  },
  ELU: { keeps: ["alpha"] },
  PReLU: { keeps: ["alpha_initializer", "alpha_regularizer", "shared_axes"] },
  Softmax: { keeps: ["axis"] },
  MaxPooling2D: { keeps: window },
  AveragePooling2D: { keeps: window },
  GlobalAveragePooling2D: { keeps: ["data_format"] },
  GlobalMaxPooling2D: { keeps: ["data_format"] },
  UpSampling2D: { keeps: ["size", "data_format", "interpolation"] },
  ZeroPadding2D: { keeps: ["padding", "data_format"] },
  Dropout: { keeps: ["rate", "noise_shape"] },
  SpatialDropout2D: {
    keeps: ["rate"],
    reword: (from) => ({
      class_name: "Dropout",
      config: { rate: taken(from, "rate"), noise_shape: [null, 1, 1, null] },
    }),
  },
  GaussianNoise: { keeps: ["stddev"] },
  Flatten: { keeps: ["data_format"] },
  Reshape: { keeps: ["target_shape"] },
  Rescaling: { keeps: ["scale", "offset"] },
  Add: { keeps: [] },
  Average: { keeps: [] },
  Multiply: { keeps: [] },
  Concatenate: { keeps: ["axis"] },
};

/** Settings that change nothing when they have one of these values, beside null and false. */
const idle: Record<string, readonly unknown[]> = {
  data_format: ["channels_last"],
  groups: [1],
  threshold: [0],
  negative_slope: [0],
};
/**
 * Settings that never change what an imported model returns: seeds of noise, notes of Keras to
 * itself.
 */
const aside = new Set(["seed", "dtype", "name", "trainable", "batch_input_shape", "batch_shape", "renorm_momentum"]);

/** The classes of layer that can be imported, nested models apart. */
export const importableLayers: readonly string[] = Object.keys(wordings);

/**
 * One layer's class and settings in the words of TensorFlow.js: what means nothing there is
 * omitted, what would change the result is refused.
 *
 * @throws CompressError `unsupported_layer`, naming the layer and what about it cannot be imported.
 */
export function translateLayer(className: string, settings: Settings): Translated {
  const layer = String(settings.name);
  if (!Object.hasOwn(wordings, className))
    throw unsupported(layer, `its class ${className} is not known (known: ${importableLayers.join(", ")})`);
  requireFloat(layer, settings.dtype);
  if (settings.data_format === "channels_first") throw unsupported(layer, "its channels come first; put them last");
  const { keeps, reword } = wordings[className]!;
  const rest = { ...settings };
  const reworded = reword?.(rest, layer) ?? {};
  const target = isTranslated(reworded) ? reworded : { class_name: className, config: reworded };
  const config: Settings = { name: layer, trainable: settings.trainable !== false, dtype: "float32" };
  if (settings.batch_input_shape !== undefined) config.batch_input_shape = openBatch(settings.batch_input_shape, layer);
  for (const [key, value] of Object.entries(rest)) {
    if (keeps.includes(key)) config[key] = setting(layer, key, value);
    else if (!aside.has(key) && value !== null && value !== false && !idle[key]?.includes(value))
      throw unsupported(layer, `its setting ${key} = ${JSON.stringify(value)} has no equal here`);
  }
  return { class_name: target.class_name, config: { ...config, ...target.config } };
}

/** A layer that cannot be imported, and why. */
export function unsupported(layer: string, why: string): CompressError {
  return new CompressError("unsupported_layer", `Layer ${layer} cannot be imported: ${why}.`);
}

function setting(layer: string, key: string, value: unknown): unknown {
  if (key === "activation") return activationName(value, layer);
  if (key.endsWith("_initializer")) return initializer(value);
  if (key.endsWith("_regularizer")) return regularizer(value, layer);
  return value;
}

function isTranslated(value: Settings | Translated): value is Translated {
  return "class_name" in value;
}

/** Takes a setting out. */
function taken(from: Settings, key: string): unknown {
  const value = from[key];
  delete from[key];
  return value ?? undefined;
}

function inputShape(from: Settings, layer: string): Settings {
  const shape = taken(from, "batch_shape") ?? taken(from, "batch_input_shape");
  return { batch_input_shape: openBatch(shape, layer), sparse: false };
}

/** A fixed batch is opened: how many images come at once is no part of a network. */
function openBatch(shape: unknown, layer: string): (number | null)[] {
  if (!Array.isArray(shape)) throw unsupported(layer, "the file does not say what shape it takes");
  return [null, ...shape.slice(1)];
}

/**
 * TensorFlow.js ignores the dilation of a depthwise convolution: the result would be another
 * network.
 */
function refuseDilation(from: Settings, layer: string): Settings {
  const dilation = [taken(from, "dilation_rate") ?? 1].flat();
  if (dilation.some((rate) => rate !== 1))
    throw unsupported(
      layer,
      `TensorFlow.js has no dilated depthwise convolution (dilation_rate = ${JSON.stringify(dilation)})`,
    );
  return {};
}

/** A ReLU with a slope below 0 is a LeakyReLU, where it has no other edges. */
function leak(from: Settings): Settings | Translated {
  const slope = Number(from.negative_slope ?? 0);
  if (slope === 0 || typeof from.max_value === "number") return {};
  delete from.negative_slope;
  return { class_name: "LeakyReLU", config: { alpha: slope } };
}

/** Mixed precision keeps its weights in float32, and is computed in float32 here. */
function requireFloat(layer: string, dtype: unknown): void {
  const name = typeof dtype === "object" && dtype !== null ? (dtype as { config?: Settings }).config?.name : dtype;
  if (name === undefined || name === null || name === "float32" || String(name).startsWith("mixed_")) return;
  throw unsupported(layer, `it computes in ${String(name)}, not in float32`);
}
