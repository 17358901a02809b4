import type { Dataset } from "../../datasets/index.ts";
import { randomness } from "../randomness.ts";

/** Random images in the shape of CIFAR-10, `counts` of each split. */
export function noiseImages(counts: Record<keyof Dataset["splits"], number>, seed: number): Dataset {
  const draw = randomness(seed)("images");
  const split = (images: number) => ({
    images: Uint8Array.from({ length: images * 32 * 32 * 3 }, () => Math.floor(256 * draw())),
    labels: Uint8Array.from({ length: images }, (_, at) => at % 10),
    count: images,
  });
  return {
    name: "noise",
    classes: Array.from({ length: 10 }, (_, at) => String(at)),
    shape: [32, 32, 3],
    splits: { train: split(counts.train), validation: split(counts.validation), test: split(counts.test) },
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.29, 0.29, 0.29] },
    fingerprint: "noise",
  };
}
