import { tf } from "../tensorflow.ts";
import { classified } from "./blocks.ts";
import { seeds } from "./seeds.ts";

/** What a VGG is built from. */
export interface VggOptions {
  name: string;
  /** Convolutions in each of the five stages. */
  convolutions: readonly number[];
  shape: readonly [height: number, width: number, channels: number];
  classes: number;
  /** Filters of the first stage; the later ones have 2, 4, 8 and 8 times as many. */
  width: number;
  seed: number;
}

/**
 * A VGG for small images with batch normalisation and one linear layer, as the paper's authors
 * built it.
 *
 *   5 stages of (conv3x3 with bias -> batch norm -> ReLU)*, each ended by a 2x2 max pooling -> global average -> dense, softmax
 *
 * Poolings round up, which changes nothing at 32x32 and lets the network take images of any size,
 * 28x28 too; the global average is of a single position at 32x32.
 * Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
 * Recognition", ICLR 2015, and the parameter counts of AutoMC's Table 2.
 */
export function vgg({ name, convolutions, shape, classes, width, seed }: VggOptions): tf.LayersModel {
  const next = seeds(seed);
  const input = tf.input({ shape: [...shape], name: "input" });
  let x = input;
  for (const [index, count] of convolutions.entries()) {
    const stage = index + 1;
    for (let number = 1; number <= count; number++) {
      const filters = width * 2 ** Math.min(index, 3);
      const layers = [
        tf.layers.conv2d({
          name: `stage${stage}-conv${number}`,
          filters,
          kernelSize: 3,
          padding: "same",
          kernelInitializer: tf.initializers.heNormal({ seed: next() }),
        }),
        tf.layers.batchNormalization({ name: `stage${stage}-bn${number}`, momentum: 0.9, epsilon: 1e-5 }),
        tf.layers.activation({ name: `stage${stage}-relu${number}`, activation: "relu" }),
      ];
      for (const layer of layers) x = layer.apply(x) as tf.SymbolicTensor;
    }
    const pool = tf.layers.maxPooling2d({ name: `stage${stage}-pool`, poolSize: 2, strides: 2, padding: "same" });
    x = pool.apply(x) as tf.SymbolicTensor;
  }
  return tf.model({ name, inputs: input, outputs: classified(x, classes, next) });
}
