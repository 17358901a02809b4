import { tf } from "../tensorflow.ts";
import { classified, convolution, rectified } from "./blocks.ts";
import { type Seeds, seeds } from "./seeds.ts";

/** What a bottleneck ResNet is built from. */
export interface BottleneckResNetOptions {
  name: string;
  /** Blocks in each of the three stages. */
  blocks: number;
  shape: readonly [height: number, width: number, channels: number];
  classes: number;
  /**
   * Filters of the first stage's 3x3 convolutions; a block returns four times as many, and later
   * stages have twice and four times as many.
   */
  width: number;
  seed: number;
}

/** How much wider a block's output is than its 3x3 convolution. */
const expansion = 4;

/**
 * The usual ResNet-164 and its like: pre-activation bottleneck blocks with identity shortcuts, of 9
 * · blocks + 2 layers.
 *
 *   block(x) = conv1x1(relu(bn(conv3x3(relu(bn(conv1x1(a)))))))  + x,   a = relu(bn(x))
 *
 * Where a block changes the shape, conv1x1(a) takes the place of x. Convolutions have no bias; the
 * 3x3 of the first blocks of stages 2 and 3 halve height and width. ResNet-164 has 1.70 million
 * parameters for 10 classes and 1.73 million for 100.
 * Source: He et al., "Identity Mappings in Deep Residual Networks", ECCV 2016, section 5 and
 * appendix.
 */
export function bottleneckResnet(options: BottleneckResNetOptions): tf.LayersModel {
  const { name, blocks, shape, classes, width, seed } = options;
  const next = seeds(seed);
  const input = tf.input({ shape: [...shape], name: "input" });
  let x = convolution(input, "stem-conv", { filters: width, size: 3, strides: 1 }, next);
  for (const stage of [1, 2, 3]) {
    for (let block = 1; block <= blocks; block++) {
      const strides = stage > 1 && block === 1 ? 2 : 1;
      x = bottleneck(x, `stage${stage}-block${block}`, { filters: width * 2 ** (stage - 1), strides }, next);
    }
  }
  x = rectified(x, "head-bn", "head-relu");
  return tf.model({ name, inputs: input, outputs: classified(x, classes, next) });
}

function bottleneck(
  x: tf.SymbolicTensor,
  name: string,
  { filters, strides }: { filters: number; strides: number },
  next: Seeds,
): tf.SymbolicTensor {
  const wide = expansion * filters;
  const before = rectified(x, `${name}-bn1`, `${name}-relu1`);
  const narrowed = convolution(before, `${name}-conv1`, { filters, size: 1, strides: 1 }, next);
  const spatial = convolution(
    rectified(narrowed, `${name}-bn2`, `${name}-relu2`),
    `${name}-conv2`,
    { filters, size: 3, strides },
    next,
  );
  const widened = convolution(
    rectified(spatial, `${name}-bn3`, `${name}-relu3`),
    `${name}-conv3`,
    { filters: wide, size: 1, strides: 1 },
    next,
  );
  const same = strides === 1 && x.shape.at(-1) === wide;
  const aside = same ? x : convolution(before, `${name}-shortcut-conv`, { filters: wide, size: 1, strides }, next);
  return tf.layers.add({ name: `${name}-add` }).apply([widened, aside]) as tf.SymbolicTensor;
}
