import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { bottleneckResnet } from "./bottleneck-resnet.ts";
import { mobilenetV1, mobilenetV2 } from "./mobilenet.ts";
import { resnet } from "./resnet.ts";
import { vgg } from "./vgg.ts";

/** What every network is built for. */
export interface NetworkOptions {
  /** One image: height, width, channels. */
  shape: readonly [height: number, width: number, channels: number];
  classes: number;
  /**
   * Filters of the first stage; default 16 for a ResNet and 64 for a VGG, which are the paper's,
   * and 32 for a MobileNet (multiplier 1).
   */
  width?: number;
  /** A whole number; the same seed draws the same weights. */
  seed: number;
}

type Build = (options: NetworkOptions) => tf.LayersModel;

/** As the paper's authors built them: a convolution on every shortcut. */
const paperResnet =
  (name: string, blocks: number): Build =>
  ({ width = 16, ...o }) =>
    resnet({ name, blocks, width, shortcut: "convolution", ...o });
const identityResnet =
  (name: string, blocks: number): Build =>
  ({ width = 16, ...o }) =>
    resnet({ name, blocks, width, shortcut: "identity", ...o });
const paperVgg =
  (name: string, convolutions: readonly number[]): Build =>
  ({ width = 64, ...o }) =>
    vgg({ name, convolutions, width, ...o });

const networks = {
  resnet8: paperResnet("resnet8", 1),
  resnet20: paperResnet("resnet20", 3),
  resnet32: paperResnet("resnet32", 5),
  resnet56: paperResnet("resnet56", 9),
  resnet110: paperResnet("resnet110", 18),
  resnet164: paperResnet("resnet164", 27),
  resnet20identity: identityResnet("resnet20identity", 3),
  resnet56identity: identityResnet("resnet56identity", 9),
  resnet110identity: identityResnet("resnet110identity", 18),
  resnet164bottleneck: ({ width = 16, ...o }: NetworkOptions) =>
    bottleneckResnet({ name: "resnet164bottleneck", blocks: 18, width, ...o }),
  vgg13: paperVgg("vgg13", [2, 2, 2, 2, 2]),
  vgg16: paperVgg("vgg16", [2, 2, 3, 3, 3]),
  vgg19: paperVgg("vgg19", [2, 2, 4, 4, 4]),
  mobilenetv1: ({ width = 32, ...o }: NetworkOptions) => mobilenetV1({ name: "mobilenetv1", width, ...o }),
  mobilenetv2: ({ width = 32, ...o }: NetworkOptions) => mobilenetV2({ name: "mobilenetv2", width, ...o }),
};

/** The available networks. */
export type NetworkId = keyof typeof networks;
export const networkIds = Object.keys(networks) as NetworkId[];

/**
 * A network with fresh, seeded weights, ending in softmax. Layer names are their places:
 * `stage2-block1-conv1`.
 *
 * @throws CompressError `unknown_network` when there is no network of this id
 * @throws CompressError `bad_params` when a shape, width or number of classes cannot be built
 */
export function buildNetwork(id: NetworkId, options: NetworkOptions): tf.LayersModel {
  if (!Object.hasOwn(networks, id))
    throw new CompressError("unknown_network", `There is no network "${id}"; there are ${networkIds.join(", ")}.`);
  const { shape, classes, width = 1, seed } = options;
  for (const [what, value] of Object.entries({
    height: shape[0],
    width: shape[1],
    channels: shape[2],
    classes,
    filters: width,
  }))
    if (!(Number.isInteger(value) && value > 0))
      throw new CompressError("bad_params", `Network ${id} needs a whole number of ${what} above 0, not ${value}.`);
  if (!(Number.isInteger(seed) && Number.isSafeInteger(seed * 1_000)))
    throw new CompressError("bad_params", `Network ${id} needs a whole number as seed, not ${seed}.`);
  return networks[id](options);
}
