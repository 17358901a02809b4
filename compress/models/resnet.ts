import { tf } from "../tensorflow.ts";
import { type Seeds, seeds } from "./seeds.ts";

/** What a ResNet is built from. */
export interface ResNetOptions {
  name: string;
  /** Blocks in each of the three stages. */
  blocks: number;
  shape: readonly [height: number, width: number, channels: number];
  classes: number;
  /** Filters of the first stage; the second has twice as many, the third four times. */
  width: number;
  seed: number;
}

/**
 * A pre-activation ResNet for small images, as the paper's authors built it.
 *
 *   stem conv 3x3 -> 3 stages of blocks -> batch norm -> ReLU -> global average -> dense, softmax
 *   block(x) = conv3x3(relu(bn(conv3x3(relu(bn(x)))))) + conv1x1(bn(x))
 *
 * The first blocks of stages 2 and 3 halve height and width. Convolutions have no bias.
 * Source: He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016, and the parameter counts of AutoMC's Table 2.
 * Differs from He et al.: every block has a batch norm and a 1x1 convolution on its shortcut, also where shapes agree; so an addition
 * couples only the two convolutions that end in it, and ResNet-56 has 900,762 parameters instead of 0.85 million.
 */
export function resnet({ name, blocks, shape, classes, width, seed }: ResNetOptions): tf.LayersModel {
  const next = seeds(seed);
  const input = tf.input({ shape: [...shape], name: "input" });
  let x = convolution(input, "stem-conv", { filters: width, size: 3, strides: 1 }, next);
  for (const stage of [1, 2, 3]) {
    for (let block = 1; block <= blocks; block++) {
      const strides = stage > 1 && block === 1 ? 2 : 1;
      x = residualBlock(x, `stage${stage}-block${block}`, { filters: width * 2 ** (stage - 1), strides }, next);
    }
  }
  x = rectified(x, "head-bn", "head-relu");
  x = tf.layers.globalAveragePooling2d({ name: "head-pool" }).apply(x) as tf.SymbolicTensor;
  const kernelInitializer = tf.initializers.glorotUniform({ seed: next() });
  const dense = tf.layers.dense({ name: "head-dense", units: classes, activation: "softmax", kernelInitializer });
  return tf.model({ name, inputs: input, outputs: dense.apply(x) as tf.SymbolicTensor });
}

function residualBlock(
  x: tf.SymbolicTensor,
  name: string,
  { filters, strides }: { filters: number; strides: number },
  next: Seeds,
) {
  const inside = convolution(
    rectified(x, `${name}-bn1`, `${name}-relu1`),
    `${name}-conv1`,
    { filters, size: 3, strides },
    next,
  );
  const main = convolution(
    rectified(inside, `${name}-bn2`, `${name}-relu2`),
    `${name}-conv2`,
    { filters, size: 3, strides: 1 },
    next,
  );
  const shortcut = convolution(
    normalised(x, `${name}-shortcut-bn`),
    `${name}-shortcut-conv`,
    { filters, size: 1, strides },
    next,
  );
  return tf.layers.add({ name: `${name}-add` }).apply([main, shortcut]) as tf.SymbolicTensor;
}

function convolution(
  x: tf.SymbolicTensor,
  name: string,
  o: { filters: number; size: number; strides: number },
  next: Seeds,
) {
  const kernelInitializer = tf.initializers.heNormal({ seed: next() });
  const { filters, size: kernelSize, strides } = o;
  return tf.layers
    .conv2d({ name, filters, kernelSize, strides, padding: "same", useBias: false, kernelInitializer })
    .apply(x) as tf.SymbolicTensor;
}

function rectified(x: tf.SymbolicTensor, bn: string, relu: string): tf.SymbolicTensor {
  return tf.layers.activation({ name: relu, activation: "relu" }).apply(normalised(x, bn)) as tf.SymbolicTensor;
}

function normalised(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return tf.layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-5 }).apply(x) as tf.SymbolicTensor;
}
