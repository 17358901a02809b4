import { shuffler } from "d3-array";
import type { Dataset, Split } from "../../datasets/index.ts";
import { imageAt } from "./images.ts";
import type { Augmentation } from "./plan.ts";

/**
 * Some images, ready for a model. Both arrays are used again for the next batch: copy what must
 * outlive it.
 */
export interface Batch {
  /** `[size, height, width, channels]`, (value / 255 - mean) / std per channel. */
  images: Float32Array;
  /** `[size]`, an index into the classes. */
  labels: Int32Array;
  size: number;
  /** Rows from here on were seen before in this pass; what is counted must leave them out. */
  fresh: number;
}

export interface BatchOptions {
  batchSize: number;
  /**
   * Shuffles the split, and draws the augmentation. Without it the images come in order, as they
   * are.
   */
  random?: () => number;
  augment?: Augmentation;
}

type ImageData = Pick<Dataset, "shape" | "normalisation">;

/**
 * How many batches one pass takes, and how many images each holds: never more than the split has.
 */
export function batchCount(split: Split, batchSize: number): { batches: number; size: number } {
  const size = Math.min(batchSize, split.count);
  return { batches: size === 0 ? 0 : Math.ceil(split.count / size), size };
}

/**
 * One pass over a split in batches of one size. Every image comes once; the last batch is filled up
 * with the first images of the same pass, so that a graph of fixed size can take it (`fresh` is
 * where they begin).
 *
 * Cropping draws a window of the image's size out of the image with a black border of an eighth of
 * its height and width, which is 4 pixels for CIFAR (He et al., CVPR 2016, section 4.2). Nothing is
 * allocated after the first batch.
 */
export function* batches(split: Split, data: ImageData, options: BatchOptions): Generator<Batch, void, void> {
  const { random, augment = "none" } = options;
  const { batches, size } = batchCount(split, options.batchSize);
  const pixels = data.shape[0] * data.shape[1] * data.shape[2];
  const order = Uint32Array.from({ length: split.count }, (_, i) => i);
  if (random) shuffler(random)(order);

  const normalised = normalisationTable(data.normalisation);
  const batch = { images: new Float32Array(size * pixels), labels: new Int32Array(size), size, fresh: size };
  for (let b = 0; b < batches; b++) {
    for (let row = 0; row < size; row++) {
      const image = order[(b * size + row) % split.count]!;
      const view = random && augment !== "none" ? drawView(data.shape, augment, random) : unchanged;
      writeImage(imageAt(split, image, pixels), batch.images, row * pixels, data.shape, normalised, view);
      batch.labels[row] = split.labels[image]!;
    }
    batch.fresh = Math.min(size, split.count - b * size);
    yield batch;
  }
}

/** Which window of an image to take: moved by so many pixels, mirrored or not. */
interface View {
  down: number;
  right: number;
  mirrored: boolean;
}

const unchanged: View = { down: 0, right: 0, mirrored: false };

/** Every offset within the border is equally likely, mirroring as likely as not. */
function drawView([height, width]: ImageData["shape"], augment: Augmentation, random: () => number): View {
  const offset = (border: number) => (augment === "flip" ? 0 : Math.floor(random() * (2 * border + 1)) - border);
  return {
    down: offset(Math.round(height / 8)),
    right: offset(Math.round(width / 8)),
    mirrored: augment !== "crop" && random() < 0.5,
  };
}

/**
 * What each of the 256 byte values becomes, `[256, channels]`: a look-up is several times cheaper
 * than the arithmetic.
 */
function normalisationTable({ mean, std }: ImageData["normalisation"]): Float32Array {
  const table = new Float32Array(256 * mean.length);
  for (let value = 0; value < 256; value++) {
    for (let c = 0; c < mean.length; c++) table[value * mean.length + c] = (value / 255 - mean[c]!) / std[c]!;
  }
  return table;
}

function writeImage(
  bytes: Uint8Array,
  target: Float32Array,
  to: number,
  [height, width, channels]: ImageData["shape"],
  normalised: Float32Array,
  { down, right, mirrored }: View,
): void {
  let out = to;
  for (let y = 0; y < height; y++) {
    const sourceY = y + down;
    const rowInside = sourceY >= 0 && sourceY < height;
    for (let x = 0; x < width; x++) {
      const sourceX = (mirrored ? width - 1 - x : x) + right;
      const inside = rowInside && sourceX >= 0 && sourceX < width;
      const source = (sourceY * width + sourceX) * channels;
      for (let c = 0; c < channels; c++) target[out++] = normalised[(inside ? bytes[source + c]! : 0) * channels + c]!;
    }
  }
}
