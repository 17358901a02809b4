import type { Split } from "../../datasets/index.ts";

/** Image `index` of a split, `[height, width, channels]`, of `size` bytes; the caller leaves it as it is. */
export function imageAt({ images }: Split, index: number, size: number): Uint8Array {
  return images instanceof Uint8Array ? images.subarray(index * size, (index + 1) * size) : images.at(index);
}
