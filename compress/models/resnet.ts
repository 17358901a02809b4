import { tf } from "../tensorflow.ts";
import { classified, convolution, normalised, rectified } from "./blocks.ts";
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
  /**
   * What a block's output is added to: a batch norm and 1x1 convolution of its input in every
   * block, or the input itself.
   */
  shortcut: "convolution" | "identity";
  seed: number;
}

/**
 * A pre-activation ResNet for small images, of 6 · blocks + 2 layers.
 *
 *   stem conv 3x3 -> 3 stages of blocks -> batch norm -> ReLU -> global average -> dense, softmax
 *   block(x) = conv3x3(relu(bn(conv3x3(relu(bn(x)))))) + shortcut(x)
 *
 * The first blocks of stages 2 and 3 halve height and width. Convolutions have no bias.
 * Source: He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016, and the parameter
 * counts of AutoMC's Table 2. Differs from He et al. with shortcut "convolution", which is how the
 * paper's authors built it: every block has a batch norm and a 1x1 convolution on its shortcut,
 * also where shapes agree; so an addition couples only the two convolutions that end in it, and
 * ResNet-56 has 900,762 parameters instead of 0.85 million. With "identity" a convolution, of the
 * rectified input, is only where the shapes differ, and all blocks of a stage are coupled through
 * their additions.
 */
export function resnet({ name, blocks, shape, classes, width, shortcut, seed }: ResNetOptions): tf.LayersModel {
  const next = seeds(seed);
  const input = tf.input({ shape: [...shape], name: "input" });
  let x = convolution(input, "stem-conv", { filters: width, size: 3, strides: 1 }, next);
  for (const stage of [1, 2, 3]) {
    for (let block = 1; block <= blocks; block++) {
      const strides = stage > 1 && block === 1 ? 2 : 1;
      x = residualBlock(
        x,
        `stage${stage}-block${block}`,
        { filters: width * 2 ** (stage - 1), strides, shortcut },
        next,
      );
    }
  }
  x = rectified(x, "head-bn", "head-relu");
  return tf.model({ name, inputs: input, outputs: classified(x, classes, next) });
}

function residualBlock(
  x: tf.SymbolicTensor,
  name: string,
  { filters, strides, shortcut }: { filters: number; strides: number; shortcut: ResNetOptions["shortcut"] },
  next: Seeds,
) {
  const before = rectified(x, `${name}-bn1`, `${name}-relu1`);
  const inside = convolution(before, `${name}-conv1`, { filters, size: 3, strides }, next);
  const between = rectified(inside, `${name}-bn2`, `${name}-relu2`);
  const main = convolution(between, `${name}-conv2`, { filters, size: 3, strides: 1 }, next);
  const projected = (from: tf.SymbolicTensor) =>
    convolution(from, `${name}-shortcut-conv`, { filters, size: 1, strides }, next);
  const same = strides === 1 && x.shape.at(-1) === filters;
  const aside =
    shortcut === "convolution" ? projected(normalised(x, `${name}-shortcut-bn`)) : same ? x : projected(before);
  return tf.layers.add({ name: `${name}-add` }).apply([main, aside]) as tf.SymbolicTensor;
}
