import { CompressError } from "../errors.ts";
import { type Call, callsOf, type Shape } from "../model/calls.ts";
import type { tf } from "../tensorflow.ts";

/** What one layer costs for one image. */
export interface LayerCost {
  layer: string;
  className: string;
  outputShape: Shape;
  parameters: number;
  macs: number;
  flops: number;
}

/** What a network costs; operations are for one image. */
export interface Cost {
  /**
   * P(M): trained numbers, so the scale and shift of a batch normalisation count and its moving
   * statistics do not.
   */
  parameters: number;
  /** Multiply-accumulates of convolutions and dense layers alone. */
  macs: number;
  /**
   * F(M): twice the multiply-accumulates, where biases, normalisations, activations and poolings
   * count too.
   */
  flops: number;
  /** One line per use of a layer, in the network's order. */
  layers: LayerCost[];
}

/**
 * Operations of one call, as multiply-accumulates: the real ones, and what the wider count puts
 * beside them.
 */
interface Operations {
  macs: number;
  besides: number;
}

const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const none = (): Operations => ({ macs: 0, besides: 0 });
const outputs = ({ outputShape }: Call): Operations => ({ macs: 0, besides: elements(outputShape) });
/** Two for each value: a scale and a shift. */
const normalised = ({ outputShape }: Call): Operations => ({ macs: 0, besides: 2 * elements(outputShape) });
const inputs = ({ inputShapes }: Call): Operations => ({ macs: 0, besides: elements(inputShapes[0]!) });

/**
 * Every position reads the kernel once, or both kernels of a separable convolution, and adds the
 * bias once if there is one.
 */
function kernelOperations(positions: (call: Call) => number) {
  return (call: Call): Operations => {
    const kernels = call.weights.filter(({ name }) => name.endsWith("kernel"));
    const bias = call.config.use_bias ? elements(call.outputShape) : 0;
    const weights = kernels.reduce((sum, { shape }) => sum + elements(shape), 0);
    return { macs: weights * positions(call), besides: bias + activated(call) };
  };
}

/**
 * An activation of the rectifier family costs one operation per value; the others are not counted,
 * as in ptflops.
 */
function activated({ config, outputShape }: Call): number {
  return ["relu", "relu6", "elu"].includes(String(config.activation)) ? elements(outputShape) : 0;
}

const pixels = (shape: Shape) => elements(shape.slice(0, -1));

const operations: Record<string, (call: Call) => Operations> = {
  InputLayer: none,
  Conv2D: kernelOperations(({ outputShape }) => pixels(outputShape)),
  GroupedConv2D: kernelOperations(({ outputShape }) => pixels(outputShape)),
  DepthwiseConv2D: kernelOperations(({ outputShape }) => pixels(outputShape)),
  SeparableConv2D: kernelOperations(({ outputShape }) => pixels(outputShape)),
  Conv3D: kernelOperations(({ outputShape }) => pixels(outputShape)),
  Conv2DTranspose: kernelOperations(({ inputShapes }) => pixels(inputShapes[0]!)),
  Dense: kernelOperations(({ outputShape }) => pixels(outputShape)),
  BatchNormalization: normalised,
  LayerNormalization: normalised,
  GroupNormalization: normalised,
  Rescaling: normalised,
  Activation: (call) => ({ macs: 0, besides: activated(call) }),
  ReLU: outputs,
  LeakyReLU: outputs,
  ELU: outputs,
  PReLU: outputs,
  LightMultiSegmentActivation: outputs,
  MaxPooling2D: inputs,
  AveragePooling2D: inputs,
  GlobalAveragePooling2D: inputs,
  GlobalMaxPooling2D: inputs,
  UpSampling2D: outputs,
  BilinearUpSampling2D: outputs,
  Softmax: none,
  Dropout: none,
  SpatialDropout2D: none,
  GaussianNoise: none,
  GaussianDropout: none,
  ZeroPadding2D: none,
  Cropping2D: none,
  Flatten: none,
  Reshape: none,
  Permute: none,
  Add: none,
  Average: none,
  Multiply: none,
  Maximum: none,
  Minimum: none,
  Concatenate: none,
};

/**
 * P(M) and F(M) by walking the network, with a line per layer.
 *
 * FLOPs are 2 x (MACs + bias additions + 2 per normalised value + 1 per rectified value + the
 * values that enter a pooling), the count of ptflops 0.6 that the paper's figures follow: ResNet-56
 * has 900,762 parameters and 268.89 million FLOPs.
 *
 * @throws CompressError `unsupported_layer` for a class of layer whose cost is not known.
 */
export function countCost(model: tf.LayersModel): Cost {
  const counted = new Set<string>();
  const layers = callsOf(model).calls.map((call): LayerCost => {
    const { name } = call;
    const { macs, besides } = operationsOf(call);
    const parameters = counted.has(name) ? 0 : countParameters(call.weights); // a shared layer's weights count once
    counted.add(name);
    return {
      layer: name,
      className: call.className,
      outputShape: call.outputShape,
      parameters,
      macs,
      flops: 2 * (macs + besides),
    };
  });
  const total = (key: "parameters" | "macs" | "flops") => layers.reduce((sum, layer) => sum + layer[key], 0);
  return { parameters: total("parameters"), macs: total("macs"), flops: total("flops"), layers };
}

/**
 * F of one call. Reads its class, settings, shapes and weights' shapes, so that smaller ones can be
 * passed in.
 */
export function flopsOf(call: Call): number {
  const { macs, besides } = operationsOf(call);
  return 2 * (macs + besides);
}

function operationsOf(call: Call): Operations {
  const count = operations[call.className];
  if (count === undefined)
    throw new CompressError(
      "unsupported_layer",
      `The cost of layer ${call.name} is not known: its class is ${call.className}.`,
    );
  return count(call);
}

/**
 * Whether a weight counts as a parameter: everything that is trained, so not the moving statistics
 * of a batch normalisation.
 */
export function isParameter(weight: string): boolean {
  return !/\/moving_(mean|variance)$/.test(weight);
}

function countParameters(weights: Call["weights"]): number {
  return weights.filter(({ name }) => isParameter(name)).reduce((sum, { shape }) => sum + elements(shape), 0);
}

/** The classes of layer whose cost is known. */
export const countedLayers: readonly string[] = Object.keys(operations);
