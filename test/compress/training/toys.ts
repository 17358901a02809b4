import { randomLcg, randomNormal } from "d3-random";
import { tf } from "../../../compress/tensorflow.ts";
import { weightsOf } from "../../../compress/training/weights.ts";
import type { DatasetInMemory } from "../../../datasets/index.ts";

/**
 * Images of noise in which the class decides which horizontal band is bright: learnt in a few
 * steps.
 */
export function bands(
  counts: { train: number; validation?: number; test?: number },
  side = 8,
  seed = 0.1,
): DatasetInMemory {
  const random = randomLcg(seed);
  const classes = ["first", "second", "third", "fourth"];
  const split = (count: number) => {
    const images = new Uint8Array(count * side * side * 3);
    const labels = Uint8Array.from({ length: count }, () => Math.floor(random() * classes.length));
    for (let i = 0; i < images.length; i++) {
      const row = Math.floor(i / (side * 3)) % side;
      const bright = Math.floor((row / side) * classes.length) === labels[Math.floor(i / (side * side * 3))];
      images[i] = Math.floor(random() * 100) + (bright ? 120 : 40);
    }
    return { images, labels, count };
  };
  return {
    name: "bands",
    classes,
    shape: [side, side, 3],
    splits: { train: split(counts.train), validation: split(counts.validation ?? 0), test: split(counts.test ?? 0) },
    normalisation: { mean: [0.4, 0.45, 0.5], std: [0.2, 0.25, 0.3] },
    fingerprint: "",
  };
}

const { conv2d, batchNormalization, activation, add, maxPooling2d, globalAveragePooling2d, flatten, dense, dropout } =
  tf.layers;
type Node = tf.SymbolicTensor;
const on = (layer: tf.layers.Layer, x: Node | Node[]) => layer.apply(x) as Node;
const conv = (x: Node, filters: number, strides = 1, useBias = false) =>
  on(conv2d({ filters, kernelSize: 3, strides, padding: "same", useBias }), x);
const norm = (x: Node) => on(batchNormalization({ momentum: 0.9 }), x);
const relu = (x: Node) => on(activation({ activation: "relu" }), x);
const model = (inputs: Node, outputs: Node, seed: number) => seeded(tf.model({ inputs, outputs }), seed);

/** Convolution, batch norm, ReLU; one block with an identity shortcut, one with a projection. */
export function residualNet(seed = 0.5, channels = 8): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 3] });
  let x = relu(norm(conv(input, channels)));
  x = relu(on(add(), [norm(conv(relu(norm(conv(x, channels))), channels)), x]));
  x = relu(on(add(), [norm(conv(x, 12, 2)), norm(conv(x, 12, 2))]));
  return model(input, on(dense({ units: 4, activation: "softmax" }), on(globalAveragePooling2d({}), x)), seed);
}

/** Convolutions with bias, max pooling, ReLU6, a softmax layer of its own. */
export function plainNet(seed = 0.5): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 3] });
  let x = on(maxPooling2d({ poolSize: 2 }), relu(norm(conv(input, 8, 1, true))));
  x = on(maxPooling2d({ poolSize: 2 }), on(tf.layers.reLU({ maxValue: 6 }), conv(x, 8, 1, true)));
  return model(input, on(tf.layers.softmax(), on(dense({ units: 4 }), on(flatten(), x))), seed);
}

/**
 * Dense layers with batch norm on vectors, a regulariser of its own and dropout, ending in logits.
 */
export function denseNet(seed = 0.5, rate = 0.3): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 3] });
  const kernelRegularizer = tf.regularizers.l2({ l2: 1e-3 });
  let x = relu(norm(on(dense({ units: 16, kernelRegularizer }), on(flatten(), input))));
  x = on(dropout({ rate }), on(dense({ units: 8, activation: "tanh" }), x));
  return model(input, on(dense({ units: 4 }), x), seed);
}

/**
 * Gives a model the weights that a seed says, batch norms a scale around 1 of either sign, and
 * statistics of their own.
 */
export function seeded(model: tf.LayersModel, seed: number): tf.LayersModel {
  const normal = randomNormal.source(randomLcg(seed))(0, 1);
  for (const { value, variable } of weightsOf(model)) {
    const fanIn = value.size / value.shape.at(-1)!;
    const draw: Record<string, () => number> = {
      kernel: () => normal() * Math.sqrt(2 / fanIn),
      depthwise_kernel: () => normal() * Math.sqrt((2 * value.shape.at(-2)!) / fanIn),
      pointwise_kernel: () => normal() * Math.sqrt(2 / fanIn),
      gamma: () => normal() * 0.3 + (normal() > -1 ? 1 : -1),
      moving_variance: () => Math.abs(normal()) + 0.5,
    };
    const values = Float32Array.from(
      { length: value.size },
      draw[variable.originalName.split("/").at(-1)!] ?? (() => normal() * 0.1),
    );
    tf.tidy(() => value.assign(tf.tensor(values, value.shape)));
  }
  return model;
}

/** Every weight's values, by name without the numbers that make names unique. */
export function weightValues(model: tf.LayersModel): { name: string; role: string; values: number[] }[] {
  return weightsOf(model).map(({ variable, value, role }) => ({
    name: variable.originalName,
    role,
    values: Array.from(value.dataSync<"float32">()),
  }));
}

/** The largest difference between two models' weights. */
export function weightDistance(a: tf.LayersModel, b: tf.LayersModel): number {
  const [left, right] = [weightValues(a), weightValues(b)];
  return Math.max(...left.flatMap(({ values }, w) => values.map((value, i) => Math.abs(value - right[w]!.values[i]!))));
}
