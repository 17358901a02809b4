import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { callsOf } from "../../../compress/model/calls.ts";
import { registerLayers, segmentActivationClass } from "../../../compress/model/layers/register-layers.ts";
import { supportedLayers } from "../../../compress/prune/coupling.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { largestDifference } from "./engine-comparison.ts";
import { bands, seeded } from "./toys.ts";

afterEach(() => setImmediate()); // or the runner does not hear from this process for too long

const { layers } = tf;
type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv = (x: Node) => on(layers.conv2d({ filters: 6, kernelSize: 3, padding: "same" }), x);
const inside = (body: (x: Node) => Node, shape = [8, 8, 6]) => {
  const inputs = tf.input({ shape });
  return tf.model({ inputs, outputs: body(inputs) });
};
/** A layer that only we have, by its class. */
function ours(className: string, config: object): tf.layers.Layer {
  registerLayers();
  const { serialization } = tf as unknown as { serialization: { SerializationMap: { getMap(): ClassMap } } };
  const [Class] = serialization.SerializationMap.getMap().classNameMap[className]!;
  return new Class(config);
}
type ClassMap = { classNameMap: Record<string, [new (config: object) => tf.layers.Layer]> };

/** What stands between a convolution and the classifier, `[8, 8, 6]` in. */
const cases: Record<string, (x: Node) => Node> = {
  depthwise: (x) => on(layers.depthwiseConv2d({ kernelSize: 3, padding: "same", depthMultiplier: 2 }), x),
  separable: (x) => on(layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, strides: 2 }), x),
  transposed: (x) => on(layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }), x),
  "1x1 with ReLU inside": (x) => on(layers.conv2d({ filters: 5, kernelSize: 1, activation: "relu" }), x),
  "1x1 with a softmax inside": (x) => on(layers.conv2d({ filters: 5, kernelSize: 1, activation: "softmax" }), x),
  "a grouped basis": (x) => {
    const apart = on(layers.reshape({ targetShape: [8, 8, 2, 3] }), x);
    const maps = on(layers.conv3d({ filters: 4, kernelSize: [3, 3, 1], padding: "same" }), apart);
    return on(layers.reshape({ targetShape: [8, 8, 8] }), maps);
  },
  "max pooling": (x) => on(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }), x),
  "average pooling": (x) => on(layers.averagePooling2d({ poolSize: 2 }), x),
  "average pooling over the edge": (x) => on(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }), x),
  "global average pooling": (x) => on(layers.globalAveragePooling2d({}), x),
  "global max pooling": (x) => on(layers.globalMaxPooling2d({}), x),
  "zero padding": (x) => on(layers.zeroPadding2d({ padding: 1 }), x),
  cropping: (x) => on(layers.cropping2D({ cropping: 1 }), x),
  upsampling: (x) => on(layers.upSampling2d({ size: [2, 2] }), x),
  "upsampling between": (x) => on(layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" }), x),
  reshape: (x) => on(layers.reshape({ targetShape: [64, 6] }), x),
  "a vector as an image": (x) => {
    const units = on(layers.dense({ units: 32, activation: "relu" }), on(layers.flatten(), x));
    return conv(on(layers.reshape({ targetShape: [4, 4, 2] }), units));
  },
  permute: (x) => on(layers.permute({ dims: [3, 1, 2] }), x),
  add: (x) => on(layers.add(), [x, conv(x)]),
  concatenate: (x) => on(layers.concatenate(), [x, conv(x)]),
  "concatenate rows": (x) => on(layers.concatenate({ axis: 1 }), [x, conv(x)]),
  multiply: (x) => on(layers.multiply(), [x, conv(x)]),
  average: (x) => on(layers.average(), [x, conv(x)]),
  maximum: (x) => on(layers.maximum(), [x, conv(x)]),
  minimum: (x) => on(layers.minimum(), [x, conv(x)]),
  "squeeze and excitation": (x) => {
    const reduced = on(layers.dense({ units: 3, activation: "relu" }), on(layers.globalAveragePooling2d({}), x));
    const excitation = on(layers.dense({ units: 6, activation: "sigmoid" }), reduced);
    return on(layers.multiply(), [x, on(layers.reshape({ targetShape: [1, 1, 6] }), excitation)]);
  },
  "one map for all channels": (x) =>
    on(layers.multiply(), [x, on(layers.conv2d({ filters: 1, kernelSize: 1, activation: "sigmoid" }), x)]),
  prelu: (x) => on(layers.prelu({ sharedAxes: [1, 2] }), x),
  "prelu of every pixel": (x) => on(layers.prelu(), x),
  "prelu of one slope": (x) => on(layers.prelu({ sharedAxes: [1, 2, 3] }), x),
  "ReLU as a layer": (x) => on(layers.reLU(), x),
  ReLU6: (x) => on(layers.reLU({ maxValue: 6 }), x),
  "leaky ReLU": (x) => on(layers.leakyReLU(), x),
  elu: (x) => on(layers.elu(), x),
  sigmoid: (x) => on(layers.activation({ activation: "sigmoid" }), x),
  tanh: (x) => on(layers.activation({ activation: "tanh" }), x),
  swish: (x) => on(layers.activation({ activation: "swish" }), x),
  "hard sigmoid": (x) => on(layers.activation({ activation: "hardSigmoid" }), x),
  softmax: (x) => on(layers.softmax({ axis: -1 }), x),
  "multi-segment activation": (x) => on(ours(segmentActivationClass, { segments: 6 }), x),
  "layer norm": (x) => on(layers.layerNormalization(), on(layers.globalAveragePooling2d({}), x)),
  "batch norm": (x) => on(layers.batchNormalization(), x),
  "batch norm without scale": (x) => on(layers.batchNormalization({ scale: false }), x),
  "batch norm without shift": (x) => on(layers.batchNormalization({ center: false }), x),
  "batch norm of a vector": (x) => on(layers.batchNormalization(), on(layers.globalAveragePooling2d({}), x)),
  "batch norm of a vector with neither": (x) =>
    on(layers.batchNormalization({ scale: false, center: false }), on(layers.globalAveragePooling2d({}), x)),
  dropout: (x) => on(layers.dropout({ rate: 0.4 }), x),
  "dropout of whole channels": (x) => on(layers.dropout({ rate: 0.4, noiseShape: [8, 1, 1, 6] }), x),
  "noise of a seed": (x) => on(layers.gaussianNoise({ stddev: 0.3 }), on(ours("GaussianDropout", { rate: 0.2 }), x)),
  "in groups": (x) => on(ours("GroupedConv2D", { filters: 4, kernelSize: 3, groups: 2, activation: "relu" }), x),
  "group norm": (x) => on(ours("GroupNormalization", { groups: 3 }), x),
  "between the centres of pixels": (x) => on(ours("BilinearUpSampling2D", { size: [2, 3] }), x),
  rescaling: (x) => on(ours("Rescaling", { scale: 0.5, offset: 1 }), x),
  "batch norm that keeps its statistics": (x) => on(layers.batchNormalization({ trainable: false }), x),
  "a layer used twice": (x) => {
    const [shared, norm] = [layers.conv2d({ filters: 6, kernelSize: 3, padding: "same" }), layers.batchNormalization()];
    return on(norm, on(shared, on(norm, on(shared, x))));
  },
  "a model inside": (x) =>
    on(
      inside((y) => on(layers.batchNormalization(), conv(y))),
      x,
    ),
  "a model inside, used twice": (x) => {
    const block = inside((y) => on(layers.dropout({ rate: 0.3 }), on(layers.batchNormalization(), conv(y))));
    return on(layers.add(), [on(block, on(block, x)), on(block, conv(x))]);
  },
  "a model inside a model, and a Sequential": (x) => {
    const deepest = inside((y) => on(layers.prelu({ sharedAxes: [1, 2] }), conv(y)));
    const chain = tf.sequential({
      layers: [
        layers.separableConv2d({ filters: 6, kernelSize: 3, padding: "same", inputShape: [8, 8, 6] }),
        layers.batchNormalization(),
      ],
    });
    return on(
      inside((y) => on(chain, on(deepest, y))),
      x,
    );
  },
};

const drawn = new Set<string>();

test.each(
  Object.entries(cases),
)("a traced step has the eager step's gradients, and a second one its weights: %s", (_, build) => {
  const make = () => {
    const input = tf.input({ shape: [8, 8, 3] });
    const x = build(conv(input));
    const flat = x.shape.length > 2 ? on(layers.flatten(), x) : x;
    return seeded(
      tf.model({ inputs: input, outputs: on(layers.dense({ units: 4, activation: "softmax" }), flat) }),
      0.5,
    );
  };
  const model = make();
  for (const { className } of callsOf(model).calls) drawn.add(className);
  model.dispose();
  const { what, apart } = largestDifference(make, bands({ train: 8 }));
  expect(apart, what).toBeLessThanOrEqual(1e-4);
});

test("every class of layer that can be pruned was among these, but for one that TensorFlow.js lacks", () => {
  expect(supportedLayers.filter((name) => !drawn.has(name))).toEqual(["SpatialDropout2D"]);
});
