import type { ImageShape } from "./dataset.ts";

/**
 * Mean and standard deviation of each channel of images / 255, over every pixel of some images.
 *
 * Counted exactly through a histogram of the 256 byte values, so the order of the images does not
 * change the last digit. A constant channel has a standard deviation of 0 and cannot be divided by:
 * it gets 1.
 */
export function channelNormalisation(images: Uint8Array, shape: ImageShape): { mean: number[]; std: number[] } {
  const channels = shape[2];
  const histogram = new Float64Array(channels * 256); // [channels, 256]
  for (let i = 0; i < images.length; i += channels) {
    for (let c = 0; c < channels; c++) histogram[c * 256 + images[i + c]!]!++;
  }
  const count = images.length / channels;
  const mean: number[] = [];
  const std: number[] = [];
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let value = 0; value < 256; value++) sum += value * histogram[c * 256 + value]!;
    const centre = sum / count;
    let squares = 0;
    for (let value = 0; value < 256; value++) squares += (value - centre) ** 2 * histogram[c * 256 + value]!;
    mean.push(centre / 255);
    std.push(Math.sqrt(squares / count) / 255 || 1);
  }
  return { mean, std };
}
