import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { resnet } from "./resnet.ts";
import { vgg } from "./vgg.ts";

/** What every network is built for. */
export interface NetworkOptions {
  /** One image: height, width, channels. */
  shape: readonly [height: number, width: number, channels: number];
  classes: number;
  /** Filters of the first stage; default 16 for a ResNet and 64 for a VGG, which are the paper's. */
  width?: number;
  /** A whole number; the same seed draws the same weights. */
  seed: number;
}

const networks = {
  resnet8: ({ width = 16, ...o }: NetworkOptions) => resnet({ name: "resnet8", blocks: 1, width, ...o }),
  resnet20: ({ width = 16, ...o }: NetworkOptions) => resnet({ name: "resnet20", blocks: 3, width, ...o }),
  resnet32: ({ width = 16, ...o }: NetworkOptions) => resnet({ name: "resnet32", blocks: 5, width, ...o }),
  resnet56: ({ width = 16, ...o }: NetworkOptions) => resnet({ name: "resnet56", blocks: 9, width, ...o }),
  resnet110: ({ width = 16, ...o }: NetworkOptions) => resnet({ name: "resnet110", blocks: 18, width, ...o }),
  resnet164: ({ width = 16, ...o }: NetworkOptions) => resnet({ name: "resnet164", blocks: 27, width, ...o }),
  vgg13: ({ width = 64, ...o }: NetworkOptions) => vgg({ name: "vgg13", convolutions: [2, 2, 2, 2, 2], width, ...o }),
  vgg16: ({ width = 64, ...o }: NetworkOptions) => vgg({ name: "vgg16", convolutions: [2, 2, 3, 3, 3], width, ...o }),
  vgg19: ({ width = 64, ...o }: NetworkOptions) => vgg({ name: "vgg19", convolutions: [2, 2, 4, 4, 4], width, ...o }),
};

/** The networks there are. */
export type NetworkId = keyof typeof networks;
export const networkIds = Object.keys(networks) as NetworkId[];

/**
 * A network with fresh, seeded weights, ending in softmax. Layer names say where they stand: `stage2-block1-conv1`.
 *
 * Errors: `unknown_network`, and `bad_params` for a shape, width or number of classes that cannot be built.
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
