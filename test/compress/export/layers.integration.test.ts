import { describe, expect, test } from "vitest";
import { countedLayers } from "../../../compress/cost/count.ts";
import { onnxLayers } from "../../../compress/export/onnx/write-onnx.ts";
import { registerLayers } from "../../../compress/index.ts";
import { supportedLayers } from "../../../compress/prune/coupling.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { seeded } from "../training/toys.ts";
import { gap, writtenFormats } from "./exported.ts";

const { layers } = tf;
type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv = (x: Node, filters = 6) => on(layers.conv2d({ filters, kernelSize: 3, padding: "same" }), x);
const pooled = (x: Node) => on(layers.globalAveragePooling2d({}), x);

/** A layer of our own, or one that `tf.layers` has no function for. */
function made(className: string, config: Record<string, unknown>): tf.layers.Layer {
  registerLayers();
  const known = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  return known[1](known[0], config as never) as unknown as tf.layers.Layer;
}

/** What each class of layer is tried on: an image `[7, 10, 6]`. */
const cases: Record<string, Record<string, (x: Node) => Node>> = {
  InputLayer: { "the image itself": (x) => x },
  Conv2D: {
    "same, odd and even sizes, stride 2": (x) =>
      on(layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }), x),
    "same, stride 3 and an even kernel": (x) =>
      on(layers.conv2d({ filters: 5, kernelSize: [4, 2], strides: 3, padding: "same", useBias: false }), x),
    "valid, unequal strides, ReLU inside": (x) =>
      on(layers.conv2d({ filters: 5, kernelSize: [2, 3], strides: [1, 2], activation: "relu" }), x),
    "dilated, same": (x) => on(layers.conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: "same" }), x),
    "a stride larger than the kernel": (x) =>
      on(layers.conv2d({ filters: 5, kernelSize: 1, strides: 2, padding: "same" }), x),
  },
  DepthwiseConv2D: {
    "two of each, same, stride 2": (x) =>
      on(layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: "same", depthMultiplier: 2 }), x),
    "valid, even kernel": (x) => on(layers.depthwiseConv2d({ kernelSize: [2, 4], useBias: false }), x),
    "which TensorFlow.js does not dilate, with an activation": (x) =>
      on(layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, padding: "same", activation: "tanh" }), x),
  },
  GroupedConv2D: {
    "two groups, same, stride 2": (x) =>
      on(made("GroupedConv2D", { filters: 4, kernelSize: 3, strides: 2, padding: "same", groups: 2 }), x),
    "three groups, dilated, activation": (x) =>
      on(made("GroupedConv2D", { filters: 3, kernelSize: 2, dilationRate: 2, groups: 3, activation: "tanh" }), x),
  },
  SeparableConv2D: {
    "same, stride 2": (x) =>
      on(layers.separableConv2d({ filters: 5, kernelSize: 3, strides: 2, padding: "same", depthMultiplier: 2 }), x),
    "dilated, same": (x) =>
      on(layers.separableConv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: "same" }), x),
    "valid, no bias, activation": (x) =>
      on(layers.separableConv2d({ filters: 5, kernelSize: 2, useBias: false, activation: "relu" }), x),
  },
  Conv2DTranspose: {
    "same, stride 2": (x) => on(layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }), x),
    "same, even kernel, stride 3": (x) =>
      on(layers.conv2dTranspose({ filters: 5, kernelSize: 4, strides: 3, padding: "same", activation: "relu" }), x),
    "valid, stride 2": (x) => on(layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2 }), x),
    "valid, a stride larger than the kernel": (x) =>
      on(layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: [3, 1], useBias: false }), x),
    "same, a stride larger than the kernel": (x) =>
      on(layers.conv2dTranspose({ filters: 5, kernelSize: 1, strides: 2, padding: "same" }), x),
  },
  Conv3D: {
    "of depth one, between reshapes, as a filter basis": (x) => {
      const groups = on(layers.reshape({ targetShape: [7, 10, 3, 2] }), x);
      const basis = layers.conv3d({ filters: 4, kernelSize: [3, 3, 1], strides: [2, 2, 1], padding: "same" });
      return on(layers.reshape({ targetShape: [4, 5, 12] }), on(basis, groups));
    },
    "of depth one, whose output is read as it is": (x) =>
      on(
        layers.conv3d({ filters: 4, kernelSize: [2, 3, 1], activation: "relu" }),
        on(layers.reshape({ targetShape: [7, 10, 3, 2] }), x),
      ),
    "of depth two": (x) =>
      on(
        layers.conv3d({ filters: 4, kernelSize: 2, strides: [1, 2, 1], padding: "same" }),
        on(layers.reshape({ targetShape: [7, 10, 3, 2] }), x),
      ),
    "on an image that was a vector": (x) =>
      on(
        layers.conv3d({ filters: 4, kernelSize: [3, 3, 1], padding: "same" }),
        on(layers.reshape({ targetShape: [5, 4, 7, 3] }), on(layers.flatten(), x)),
      ),
  },
  Dense: {
    "on a vector": (x) =>
      on(layers.dense({ units: 4 }), on(layers.dense({ units: 5, activation: "softplus" }), pooled(x))),
    "on a vector, no bias": (x) => on(layers.dense({ units: 5, useBias: false }), pooled(x)),
    "on each place of an image": (x) => on(layers.dense({ units: 5 }), x),
    "on each place, no bias": (x) => on(layers.dense({ units: 5, useBias: false }), x),
  },
  BatchNormalization: {
    "of an image": (x) => on(layers.batchNormalization(), x),
    "of a vector": (x) => on(layers.batchNormalization({ epsilon: 0.1 }), pooled(x)),
    "of rows": (x) => on(layers.batchNormalization(), on(layers.reshape({ targetShape: [70, 6] }), x)),
    "without scale": (x) => on(layers.batchNormalization({ scale: false }), x),
    "without shift": (x) => on(layers.batchNormalization({ center: false }), x),
  },
  LayerNormalization: {
    "of an image": (x) => on(layers.layerNormalization(), x),
    "of a vector, no shift": (x) => on(layers.layerNormalization({ center: false }), pooled(x)),
  },
  GroupNormalization: {
    "three groups": (x) => on(made("GroupNormalization", { groups: 3 }), x),
    "a group for each channel, no scale": (x) => on(made("GroupNormalization", { groups: -1, scale: false }), x),
  },
  Activation: Object.fromEntries(
    (
      [
        ...["linear", "relu", "relu6", "elu", "selu", "sigmoid", "softmax", "softplus", "softsign", "tanh", "swish"],
        ...["mish", "gelu", "gelu_new", "hardSigmoid", "logSoftmax"],
      ] as "relu"[]
    ).map((activation) => [activation, (x: Node) => conv(on(layers.activation({ activation }), x))]),
  ),
  ReLU: {
    plain: (x) => on(layers.reLU(), x),
    "cut off at 0.7": (x) => on(layers.reLU({ maxValue: 0.7 }), x),
  },
  LeakyReLU: { "slope 0.2": (x) => on(layers.leakyReLU({ alpha: 0.2 }), x) },
  ELU: { plain: (x) => on(layers.elu(), x) },
  PReLU: {
    "a slope for each value": (x) => on(layers.prelu(), x),
    "a slope for each channel": (x) => on(layers.prelu({ sharedAxes: [1, 2] }), x),
    "of a vector": (x) => on(layers.prelu(), pooled(x)),
    "shared between images that lie in two ways": (x) => {
      const shared = layers.prelu();
      return on(layers.add(), [on(shared, x), on(shared, conv(x))]);
    },
  },
  Softmax: {
    "of a vector": (x) => on(layers.dense({ units: 4 }), on(layers.softmax(), pooled(x))),
    "of the channels": (x) => on(layers.softmax({ axis: -1 }), x),
  },
  LightMultiSegmentActivation: {
    "six segments": (x) => on(made("LightMultiSegmentActivation", { segments: 6 }), x),
    "of a vector": (x) => on(made("LightMultiSegmentActivation", { segments: 3 }), pooled(x)),
  },
  Dropout: { plain: (x) => on(layers.dropout({ rate: 0.5 }), x) },
  GaussianDropout: { plain: (x) => on(made("GaussianDropout", { rate: 0.3 }), x) },
  GaussianNoise: { plain: (x) => on(layers.gaussianNoise({ stddev: 1 }), x) },
  MaxPooling2D: {
    "behind zeros, which are larger than values below 0": (x) =>
      on(
        layers.maxPooling2d({ poolSize: 2 }),
        on(layers.zeroPadding2d({ padding: 1 }), on(layers.activation({ activation: "logSoftmax" as "softmax" }), x)),
      ),
    "same, stride 2": (x) => on(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }), x),
    "valid, no stride given": (x) => on(layers.maxPooling2d({ poolSize: [2, 3] }), x),
    "same, of values below 0": (x) =>
      on(
        layers.maxPooling2d({ poolSize: 4, strides: 3, padding: "same" }),
        on(layers.activation({ activation: "logSoftmax" as "softmax" }), x),
      ),
  },
  AveragePooling2D: {
    "behind zeros, which count": (x) =>
      on(layers.averagePooling2d({ poolSize: 2 }), on(layers.zeroPadding2d({ padding: 1 }), x)),
    "same, which leaves padding out": (x) =>
      on(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }), x),
    "same, even window": (x) => on(layers.averagePooling2d({ poolSize: 2, strides: 1, padding: "same" }), x),
    valid: (x) => on(layers.averagePooling2d({ poolSize: 3, strides: 2 }), x),
  },
  GlobalAveragePooling2D: { plain: pooled },
  GlobalMaxPooling2D: { plain: (x) => on(layers.globalMaxPooling2d({}), x) },
  ZeroPadding2D: {
    "in front of convolutions": (x) =>
      on(
        layers.depthwiseConv2d({ kernelSize: 2 }),
        on(
          layers.zeroPadding2d({ padding: 1 }),
          on(
            layers.conv2d({ filters: 3, kernelSize: 2, padding: "same" }),
            on(layers.zeroPadding2d({ padding: 2 }), x),
          ),
        ),
      ),
    "one number": (x) => on(layers.zeroPadding2d({ padding: 1 }), x),
    "each side its own": (x) =>
      on(
        layers.zeroPadding2d({
          padding: [
            [0, 1],
            [2, 3],
          ],
        }),
        x,
      ),
  },
  Cropping2D: {
    "each side its own": (x) =>
      on(
        layers.cropping2D({
          cropping: [
            [1, 2],
            [0, 3],
          ],
        }),
        x,
      ),
  },
  UpSampling2D: {
    nearest: (x) => on(layers.upSampling2d({ size: [2, 3] }), x),
    bilinear: (x) => on(layers.upSampling2d({ size: [2, 3], interpolation: "bilinear" }), x),
  },
  BilinearUpSampling2D: { "unequal sides": (x) => on(made("BilinearUpSampling2D", { size: [2, 3] }), x) },
  Flatten: {
    "of an image": (x) => on(layers.flatten(), x),
    "of one pixel": (x) => on(layers.flatten(), on(layers.maxPooling2d({ poolSize: [7, 10] }), x)),
  },
  Reshape: {
    "to rows": (x) => on(layers.reshape({ targetShape: [35, 12] }), x),
    "to an image of another size": (x) => conv(on(layers.reshape({ targetShape: [10, 14, 3] }), x)),
    "channels in groups and back": (x) => {
      const groups = on(layers.reshape({ targetShape: [7, 10, 2, 3] }), conv(x));
      return on(layers.reshape({ targetShape: [7, 10, 6] }), on(layers.activation({ activation: "relu" }), groups));
    },
  },
  Permute: { "axes turned": (x) => on(layers.permute({ dims: [3, 1, 2] }), x) },
  Rescaling: { "by a half, plus one": (x) => on(made("Rescaling", { scale: 0.5, offset: 1 }), x) },
  Add: {
    "of three": (x) => on(layers.add(), [x, conv(x), conv(x)]),
    "of an image and a vector": (x) => on(layers.add(), [x, pooled(x)]),
    "in groups": (x) => {
      const groups = (from: Node) => on(layers.reshape({ targetShape: [7, 10, 2, 3] }), conv(from));
      return on(layers.add(), [groups(x), groups(x)]);
    },
  },
  Average: { "of three": (x) => on(layers.average(), [x, conv(x), conv(x)]) },
  Multiply: {
    "of two": (x) => on(layers.multiply(), [conv(x), x]),
    "by a number for each channel, as squeeze and excitation": (x) =>
      on(layers.multiply(), [conv(x), on(layers.reshape({ targetShape: [1, 1, 6] }), pooled(x))]),
  },
  Maximum: { "of two": (x) => on(layers.maximum(), [x, conv(x)]) },
  Minimum: { "of three": (x) => on(layers.minimum(), [x, conv(x), conv(x)]) },
  Concatenate: {
    channels: (x) => on(layers.concatenate(), [x, conv(x, 2), conv(x)]),
    rows: (x) => on(layers.concatenate({ axis: 1 }), [x, conv(x)]),
    columns: (x) => on(layers.concatenate({ axis: 2 }), [conv(x), conv(x)]),
    vectors: (x) => on(layers.concatenate({ axis: 1 }), [pooled(x), pooled(conv(x))]),
  },
};

const all = Object.entries(cases).flatMap(([className, each]) =>
  Object.entries(each).map(([how, build]) => ({ className, how, build })),
);

/**
 * The layer straight on the input, and behind a convolution, which lies the other way in ONNX.
 * Every value it gives is compared.
 */
function around(build: (x: Node) => Node, behind: boolean): tf.LayersModel {
  const input = tf.input({ shape: [7, 10, 6] });
  const x = build(behind ? conv(input) : input);
  return seeded(tf.model({ inputs: input, outputs: x.shape.length > 2 ? on(layers.flatten(), x) : x }), 0.5);
}

describe.each(writtenFormats)("%s", (format) => {
  test.each(all)("$className, $how", async ({ build }) => {
    for (const behind of [false, true]) {
      const model = around(build, behind);
      const { logits, largest } = await gap(model, format);
      expect(logits).toBeLessThan(1e-4);
      expect(largest).toBeGreaterThan(0.01); // something was computed
      model.dispose();
    }
  });
});

test("every class of layer that ONNX knows is tried here, and it, costs and pruning know the same ones", () => {
  const aliases = ["SpatialDropout2D"]; // TensorFlow.js has no such layer: Keras' is imported as Dropout
  expect([...Object.keys(cases), ...aliases].sort()).toEqual([...onnxLayers].sort());
  expect([...supportedLayers].sort()).toEqual([...onnxLayers].sort());
  expect([...countedLayers].sort()).toEqual([...onnxLayers].sort());
});
