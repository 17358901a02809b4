import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { tf } from "../../compress/tensorflow.ts";
import { trainModel } from "../../compress/training/train.ts";
import { bands, plan, seeded, weightDistance } from "./training-toys.ts";

const { layers } = tf;
type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv = (x: Node) => on(layers.conv2d({ filters: 6, kernelSize: 3, padding: "same" }), x);

/** What stands between a convolution and the classifier, `[8, 8, 6]` in. */
const cases: Record<string, (x: Node) => Node> = {
  depthwise: (x) => on(layers.depthwiseConv2d({ kernelSize: 3, padding: "same", depthMultiplier: 2 }), x),
  separable: (x) => on(layers.separableConv2d({ filters: 5, kernelSize: 3 }), x),
  transposed: (x) => on(layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }), x),
  "1x1 with ReLU inside": (x) => on(layers.conv2d({ filters: 5, kernelSize: 1, activation: "relu" }), x),
  "average pooling": (x) => on(layers.averagePooling2d({ poolSize: 2 }), x),
  "global max pooling": (x) => on(layers.globalMaxPooling2d({}), x),
  "zero padding": (x) => on(layers.zeroPadding2d({ padding: 1 }), x),
  cropping: (x) => on(layers.cropping2D({ cropping: 1 }), x),
  upsampling: (x) => on(layers.upSampling2d({ size: [2, 2] }), x),
  reshape: (x) => on(layers.reshape({ targetShape: [64, 6] }), x),
  permute: (x) => on(layers.permute({ dims: [3, 1, 2] }), x),
  concatenate: (x) => on(layers.concatenate(), [x, conv(x)]),
  multiply: (x) => on(layers.multiply(), [x, conv(x)]),
  average: (x) => on(layers.average(), [x, conv(x)]),
  maximum: (x) => on(layers.maximum(), [x, conv(x)]),
  prelu: (x) => on(layers.prelu({ sharedAxes: [1, 2] }), x),
  "leaky ReLU": (x) => on(layers.leakyReLU(), x),
  elu: (x) => on(layers.elu(), x),
  sigmoid: (x) => on(layers.activation({ activation: "sigmoid" }), x),
  swish: (x) => on(layers.activation({ activation: "swish" }), x),
  "hard sigmoid": (x) => on(layers.activation({ activation: "hardSigmoid" }), x),
  "layer norm": (x) => on(layers.layerNormalization(), on(layers.globalAveragePooling2d({}), x)),
  "batch norm without scale": (x) => on(layers.batchNormalization({ scale: false }), x),
  "batch norm without shift": (x) => on(layers.batchNormalization({ center: false }), x),
  "dropout of whole channels": (x) => on(layers.dropout({ rate: 0.4, noiseShape: [16, 1, 1, 6] }), x),
  "a layer used twice": (x) => {
    const [shared, norm] = [layers.conv2d({ filters: 6, kernelSize: 3, padding: "same" }), layers.batchNormalization()];
    return on(norm, on(shared, on(norm, on(shared, x))));
  },
  "a model inside": (x) => {
    const input = tf.input({ shape: [8, 8, 6] });
    return on(tf.model({ inputs: input, outputs: on(layers.batchNormalization(), conv(input)) }), x);
  },
};

test.each(Object.entries(cases))("two traced steps equal two eager steps: %s", async (_, build) => {
  const make = () => {
    const input = tf.input({ shape: [8, 8, 3] });
    const x = build(conv(input));
    const flat = x.shape.length > 2 ? on(layers.flatten(), x) : x;
    return seeded(
      tf.model({ inputs: input, outputs: on(layers.dense({ units: 4, activation: "softmax" }), flat) }),
      0.5,
    );
  };
  const [traced, eager] = [make(), make()];
  const data = bands({ train: 32 });
  const before = tf.memory().numTensors;
  const a = await trainModel(traced, data, { ...plan, learningRate: 0.01 }, { random: randomLcg(0.2) });
  const b = await trainModel(eager, data, { ...plan, learningRate: 0.01 }, { random: randomLcg(0.2), engine: "eager" });
  expect(tf.memory().numTensors).toBe(before);
  expect(a.loss).toBeCloseTo(b.loss, 4);
  expect(weightDistance(traced, eager)).toBeLessThan(1e-4);
  traced.dispose();
  eager.dispose();
});
