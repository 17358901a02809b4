import { tf } from "../tensorflow.ts";
import { classified, convolution, normalised } from "./blocks.ts";
import { type Seeds, seeds } from "./seeds.ts";

/** What a MobileNet is built from. */
export interface MobileNetOptions {
  name: string;
  shape: readonly [height: number, width: number, channels: number];
  classes: number;
  /**
   * Filters of the first convolution. The sources' have 32, so this is 32 times their width
   * multiplier; all others grow with it.
   */
  width: number;
  seed: number;
}

/** Filters of the first convolution in the sources, where the width multiplier is 1. */
const stemWidth = 32;

/** MobileNetV1's separable convolutions: filters at width multiplier 1, and stride. */
const separable = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, (): [number, number] => [512, 1]),
  [1024, 2],
  [1024, 1],
] as const;

/**
 * MobileNetV1 for small images: depthwise 3x3 and pointwise convolutions in turn, each followed by
 * batch norm and ReLU.
 *
 * 3.22 million parameters for 32x32x3 and 10 classes at the usual width.
 * Source: Howard et al., "MobileNets", 2017, arXiv:1704.04861, Table 1.
 * Differs: the first convolution has stride 1, as images of 32x32 are small already, and the
 * features end at 2x2; filters are rounded to the nearest whole number at other widths.
 */
export function mobilenetV1({ name, shape, classes, width, seed }: MobileNetOptions): tf.LayersModel {
  const next = seeds(seed);
  const input = tf.input({ shape: [...shape], name: "input" });
  let x = active(convolution(input, "stem-conv", { filters: width, size: 3, strides: 1 }, next), "stem", 0);
  for (const [index, [filters, strides]] of separable.entries()) {
    const block = `block${index + 1}`;
    x = active(depthwise(x, `${block}-depthwise`, strides, next), `${block}-depthwise`, 0);
    const pointwise = { filters: scaled(filters, width), size: 1, strides: 1 };
    x = active(convolution(x, `${block}-pointwise`, pointwise, next), `${block}-pointwise`, 0);
  }
  return tf.model({ name, inputs: input, outputs: classified(x, classes, next) });
}

/**
 * MobileNetV2's stages (Table 2 of the source): expansion, filters at width multiplier 1, blocks,
 * stride of the first block.
 */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 1], //  stride 2 in the source
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * Filters of the last convolution; a width multiplier below 1 leaves it as it is (section 5 of the
 * source).
 */
const lastFilters = 1280;

/**
 * MobileNetV2 for small images: inverted residual blocks with linear bottlenecks.
 *
 *   block(x) = bn(conv1x1(relu6(bn(depthwise3x3(relu6(bn(conv1x1(x)))))))), + x where the shapes agree
 *
 * The first stage has no expanding convolution. 2.24 million parameters for 32x32x3 and 10 classes
 * at the usual width.
 * Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018,
 * arXiv:1801.04381, Tables 1 and 2.
 * Differs: the first convolution and the second stage have stride 1, which is usual for 32x32, and
 * the features end at 4x4; filters are rounded to the nearest whole number at other widths, not to
 * a multiple of 8.
 */
export function mobilenetV2({ name, shape, classes, width, seed }: MobileNetOptions): tf.LayersModel {
  const next = seeds(seed);
  const input = tf.input({ shape: [...shape], name: "input" });
  let x = active(convolution(input, "stem-conv", { filters: width, size: 3, strides: 1 }, next), "stem", 6);
  for (const [index, [expand, filters, blocks, first]] of stages.entries()) {
    for (let block = 1; block <= blocks; block++) {
      const o = { expand, filters: scaled(filters, width), strides: block === 1 ? first : 1 };
      x = inverted(x, `stage${index + 1}-block${block}`, o, next);
    }
  }
  const filters = Math.max(lastFilters, scaled(lastFilters, width));
  x = active(convolution(x, "head-conv", { filters, size: 1, strides: 1 }, next), "head", 6);
  return tf.model({ name, inputs: input, outputs: classified(x, classes, next) });
}

function inverted(
  x: tf.SymbolicTensor,
  name: string,
  { expand, filters, strides }: { expand: number; filters: number; strides: number },
  next: Seeds,
): tf.SymbolicTensor {
  const channels = x.shape.at(-1)!;
  const wide = { filters: expand * channels, size: 1, strides: 1 };
  const expanded = expand === 1 ? x : active(convolution(x, `${name}-expand`, wide, next), `${name}-expand`, 6);
  const spatial = active(depthwise(expanded, `${name}-depthwise`, strides, next), `${name}-depthwise`, 6);
  const projected = convolution(spatial, `${name}-project`, { filters, size: 1, strides: 1 }, next);
  const output = normalised(projected, `${name}-project-bn`);
  if (strides !== 1 || channels !== filters) return output;
  return tf.layers.add({ name: `${name}-add` }).apply([output, x]) as tf.SymbolicTensor;
}

/** One 3x3 filter per channel. */
function depthwise(x: tf.SymbolicTensor, name: string, strides: number, next: Seeds): tf.SymbolicTensor {
  const depthwiseInitializer = tf.initializers.heNormal({ seed: next() });
  return tf.layers
    .depthwiseConv2d({ name, kernelSize: 3, strides, padding: "same", useBias: false, depthwiseInitializer })
    .apply(x) as tf.SymbolicTensor;
}

/** Batch norm, then ReLU, which cuts off at `top` where that is not 0. */
function active(x: tf.SymbolicTensor, name: string, top: number): tf.SymbolicTensor {
  const relu = tf.layers.reLU({ name: `${name}-relu`, ...(top > 0 && { maxValue: top }) });
  return relu.apply(normalised(x, `${name}-bn`)) as tf.SymbolicTensor;
}

function scaled(filters: number, width: number): number {
  return Math.max(1, Math.round((filters * width) / stemWidth));
}
