import { activationInWords } from "./keras-activations.ts";
import { initializer, regularizer } from "./keras-objects.ts";
import { operations } from "./keras-operations.ts";
import { unsupported } from "./obstacles.ts";
import { type Part, type Settings, scaled } from "./parts.ts";
import { normalisation, rescaling } from "./preprocessing.ts";
import {
  batchNorm,
  elu,
  inGroups,
  inputShape,
  keepingAxes,
  leakyRelu,
  onlyInTraining,
  openBatch,
  overChannels,
  relu,
  softmax,
  transposed,
  unchanged,
  undilatedOnly,
  upSampling,
} from "./rewordings.ts";

/** How a class of layer is written in TensorFlow.js. */
interface Wording {
  /** Settings that mean the same on both sides, beside those that every layer has. */
  keeps?: readonly string[];
  /** Settings that change nothing outside of training. */
  ignores?: "all";
  /**
   * What has other names. It takes out of `from` what it has dealt with, and returns more settings, or
   * parts, the first of which gets the settings that are kept.
   */
  reword?: (from: Settings, layer: string) => Settings | readonly Part[];
}

const window = ["pool_size", "strides", "padding", "data_format"];
const undilated = ["kernel_size", "strides", "padding", "data_format", "activation", "use_bias"];
const kernel = [...undilated, "dilation_rate"];
const kernelParts = ["kernel_initializer", "kernel_regularizer", "bias_initializer", "bias_regularizer"];
const scaleParts = ["beta_initializer", "gamma_initializer", "beta_regularizer", "gamma_regularizer"];
const depthwiseParts = ["depthwise_initializer", "depthwise_regularizer", "bias_initializer", "bias_regularizer"];

/** What only varies training images, and gives them back as they are outside of training. */
const varying = [
  ...["RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomShear", "RandomContrast"],
  ...["RandomBrightness", "RandomSaturation", "RandomHue", "RandomSharpness", "RandomColorJitter", "RandomGrayscale"],
  ...["RandomErasing", "RandomGaussianBlur"],
];

const wordings: Record<string, Wording> = {
  InputLayer: { reword: inputShape },
  Conv2D: { keeps: ["filters", ...kernel, ...kernelParts], reword: inGroups },
  Conv2DTranspose: { keeps: ["filters", ...undilated, ...kernelParts], reword: transposed },
  DepthwiseConv2D: {
    keeps: ["depth_multiplier", ...undilated, ...depthwiseParts],
    reword: (from, layer) => undilatedOnly(from, layer, "a depthwise convolution"),
  },
  SeparableConv2D: {
    keeps: [
      "filters",
      "depth_multiplier",
      ...undilated,
      ...depthwiseParts,
      "pointwise_initializer",
      "pointwise_regularizer",
    ],
    reword: (from, layer) => undilatedOnly(from, layer, "a separable convolution everywhere"),
  },
  Dense: { keeps: ["units", "activation", "use_bias", ...kernelParts] },
  BatchNormalization: {
    keeps: [
      "momentum",
      "epsilon",
      "center",
      "scale",
      "moving_mean_initializer",
      "moving_variance_initializer",
      ...scaleParts,
    ],
    reword: batchNorm,
  },
  LayerNormalization: { keeps: ["epsilon", "center", "scale", ...scaleParts], reword: overChannels({ axis: -1 }) },
  GroupNormalization: { keeps: ["groups", "epsilon", "center", "scale", ...scaleParts], reword: overChannels({}) },
  Normalization: { reword: normalisation },
  Rescaling: { reword: rescaling },
  Activation: { keeps: ["activation"] },
  ReLU: { reword: relu },
  LeakyReLU: {
    reword: leakyRelu,
  },
  ELU: { reword: elu },
  PReLU: { keeps: ["alpha_initializer", "alpha_regularizer", "shared_axes"] },
  Softmax: { reword: softmax },
  MaxPooling2D: { keeps: window },
  AveragePooling2D: { keeps: window },
  GlobalAveragePooling2D: { keeps: ["data_format"], reword: keepingAxes("GlobalAveragePooling2D") },
  GlobalMaxPooling2D: { keeps: ["data_format"], reword: keepingAxes("GlobalMaxPooling2D") },
  UpSampling2D: { keeps: ["size", "data_format"], reword: upSampling },
  ZeroPadding2D: { keeps: ["padding", "data_format"] },
  Cropping2D: { keeps: ["cropping", "data_format"] },
  Dropout: { keeps: ["rate", "noise_shape"], reword: onlyInTraining },
  SpatialDropout2D: {
    keeps: ["rate"],
    reword: (from, layer) => [
      { class_name: "Dropout", config: { ...onlyInTraining(from, layer), noise_shape: [null, 1, 1, null] } },
    ],
  },
  GaussianNoise: { keeps: ["stddev"], reword: onlyInTraining },
  GaussianDropout: { keeps: ["rate"], reword: onlyInTraining },
  ...Object.fromEntries(varying.map((name) => [name, { ignores: "all" as const, reword: unchanged }])),
  Flatten: { keeps: ["data_format"] },
  Reshape: { keeps: ["target_shape"] },
  Permute: { keeps: ["dims"] },
  Add: {},
  Subtract: {
    reword: () => [
      { ...scaled(-1), takes: ["second input"] },
      { class_name: "Add", config: {}, takes: ["first input", 0] },
    ],
  },
  Average: {},
  Multiply: {},
  Maximum: {},
  Minimum: {},
  Concatenate: { keeps: ["axis"] },
  ...operations,
};

/** Settings that change nothing when they have one of these values, beside null and false. */
const idle: Record<string, readonly unknown[]> = {
  data_format: ["channels_last"],
  groups: [1],
};
/**
 * Settings that never change what an imported model returns: seeds of noise, notes of Keras to
 * itself, and what only Keras' training minds.
 */
const aside = new Set([
  ...["seed", "dtype", "name", "trainable", "batch_input_shape", "renorm_momentum"],
  ...["kernel", "depthwise", "pointwise", "bias", "beta", "gamma", "alpha"].map((weight) => `${weight}_constraint`),
  "activity_regularizer",
]);

/** The classes of layer that can be imported, nested models apart. */
export const importableLayers: readonly string[] = Object.keys(wordings);

/** How a file was written. */
export interface Written {
  /** 2 or 3, where the file says it. */
  keras: number | undefined;
}

/**
 * One layer's class and settings in the words of TensorFlow.js: the layers that compute the same,
 * usually one. What means nothing there is omitted, what would change the result is refused.
 *
 * @throws CompressError `unsupported_layer`, naming the layer and what about it cannot be imported.
 */
export function translateLayer(className: string, settings: Settings, { keras }: Written): Part[] {
  const layer = String(settings.name);
  if (!Object.hasOwn(wordings, className)) throw unsupported(layer, whyUnknown(className));
  requireFloat(layer, settings.dtype);
  if (settings.data_format === "channels_first") throw unsupported(layer, "its channels come first; put them last");
  const { keeps = [], ignores, reword } = wordings[className]!;
  const rest = { ...settings };
  const { training } = rest; // what has no other mode than one does not mind
  const reworded = reword?.(rest, layer) ?? {};
  if (rest.training === training) delete rest.training;
  const [main, ...after] = Array.isArray(reworded)
    ? (reworded as readonly Part[])
    : [{ class_name: className, config: reworded as Settings }];
  const config: Settings = { name: layer, trainable: settings.trainable !== false, dtype: "float32" };
  if (settings.batch_input_shape !== undefined) config.batch_input_shape = openBatch(settings.batch_input_shape, layer);
  let behind: readonly Part[] = [];
  for (const [key, value] of Object.entries(rest)) {
    if (key === "activation" && keeps.includes(key)) {
      const words = activationInWords(value, layer, keras);
      config.activation = words.inside;
      behind = words.after;
    } else if (keeps.includes(key)) config[key] = setting(layer, key, value);
    else if (ignores === "all" || aside.has(key) || value === null || value === false) continue;
    else if (!idle[key]?.includes(value))
      throw unsupported(layer, `its setting ${key} = ${JSON.stringify(value)} has no equal here`);
  }
  return [{ ...main!, config: { ...config, ...main!.config } }, ...after, ...behind];
}

function whyUnknown(className: string): string {
  if (className === "Lambda")
    return "a Lambda is Python code, which only Python can run; put known layers in its place";
  const operator = className.startsWith("operation ");
  const known = importableLayers.filter((name) => name.startsWith("operation ") === operator);
  const list = known.map((name) => name.replace("operation ", "")).join(", ");
  return operator
    ? `its operator ${className.replace("operation ", "")} is not known (known: ${list})`
    : `its class ${className} is not known (known: ${list})`;
}

function setting(layer: string, key: string, value: unknown): unknown {
  if (key.endsWith("_initializer")) return initializer(value);
  if (key.endsWith("_regularizer")) return regularizer(value, layer);
  return value;
}

/** Mixed precision keeps its weights in float32, and is computed in float32 here; so is float64. */
function requireFloat(layer: string, dtype: unknown): void {
  const name = typeof dtype === "object" && dtype !== null ? (dtype as { config?: Settings }).config?.name : dtype;
  if (name === undefined || name === null || /^(float32|float64|mixed_.*)$/.test(String(name))) return;
  throw unsupported(layer, `it computes in ${String(name)}, not in float32`);
}

/** The settings of a class of layer that are kept as they are. */
export function keptSettings(className: string): readonly string[] {
  return wordings[className]?.keeps ?? [];
}
