import { CompressError } from "../errors.ts";
import { tf } from "../tensorflow.ts";
import { endsInSoftmax, withLogits } from "../training/rewrite.ts";
import type { LoadedExport, Scores } from "./scores.ts";
import { hasSegmentActivations, nearestBorder } from "./segment-borders.ts";

/** The largest difference between two programs' numbers, and what was allowed. */
export interface Difference {
  most: number;
  allowed: number;
}

/** How an exported model compares with the model it was made from. */
export interface Parity {
  /** Images of noise that were compared, and in batches of which sizes. */
  images: number;
  batchSizes: number[];
  logits: Difference;
  /** Null where the model does not end in softmax. */
  probabilities: Difference | null;
  /** Images excluded because a value inside is on the border of a segment. */
  onBorder: number;
}

/**
 * No probability may differ by more, nor a logit; logits beyond ±10 not by more than a
 * hundred-thousandth of the largest, as 32-bit floats round.
 */
const allowedDifference = 1e-4;
const relativeFrom = 10;

const batchSizes = [1, 4, 15];
/** In segments: what rounding can move a value by on its way through a deep network. */
const rounding = 1e-5;

export interface CompareOptions {
  /** What the export is called where it is refused. */
  what: string;
  /** How the model wants its images, by channel. */
  normalisation: { mean: readonly number[]; std: readonly number[] };
  seed?: number;
}

/**
 * Runs a model and its export, loaded from its files, on the same images, and compares what they
 * return.
 *
 * Images are of noise from black to white, normalised as the model wants them; the same seed makes
 * the same ones. A multi-segment activation jumps between two segments, so that a value on the
 * border, which each program rounds its own way, may be taken for either: such an image, if it
 * differs, is excluded, as long as half of the images remain.
 *
 * @throws CompressError `export_differs` when more than the allowed difference is found.
 */
export async function compareExport(
  model: tf.LayersModel,
  exported: LoadedExport,
  { what, normalisation, seed = 1 }: CompareOptions,
): Promise<Parity> {
  const pairs: Compared[] = [];
  for (const [index, size] of batchSizes.entries()) {
    const shape = [size, ...(model.inputs[0]!.shape.slice(1) as number[])];
    const images = tf.tidy(() => normalised(tf.randomUniform(shape, 0, 1, "float32", seed + index), normalisation));
    try {
      pairs.push(...(await compareBatch(model, exported, images)));
    } finally {
      images.dispose();
    }
  }
  const largest = Math.max(...pairs.map(({ logit }) => logit));
  const allowed = { logits: allowedDifference * Math.max(1, largest / relativeFrom), probabilities: allowedDifference };
  const within = (pair: Compared) => pair.logits <= allowed.logits && pair.probabilities <= allowed.probabilities;
  const onBorder = pairs.filter((pair) => !within(pair) && pair.border < rounding);
  const counted = onBorder.length * 2 <= pairs.length ? pairs.filter((pair) => !onBorder.includes(pair)) : pairs;
  const most = (key: "logits" | "probabilities") => Math.max(...counted.map((pair) => pair[key]));
  if (!counted.every(within))
    throw new CompressError(
      "export_differs",
      `${what} returns other results than the model: logits differ by up to ${most("logits").toPrecision(2)}, and ${allowed.logits.toPrecision(2)} is allowed; nothing was exported.`,
    );
  return {
    images: pairs.length,
    batchSizes,
    logits: { most: most("logits"), allowed: allowed.logits },
    probabilities: endsInSoftmax(model) ? { most: most("probabilities"), allowed: allowed.probabilities } : null,
    onBorder: pairs.length - counted.length,
  };
}

function normalised(images: tf.Tensor, { mean, std }: CompareOptions["normalisation"]): tf.Tensor {
  return tf.div(tf.sub(images, [...mean]), [...std]);
}

/** One image: its largest differences, its largest logit, and how near it comes to a border. */
interface Compared {
  logits: number;
  probabilities: number;
  logit: number;
  border: number;
}

async function compareBatch(model: tf.LayersModel, exported: LoadedExport, images: tf.Tensor): Promise<Compared[]> {
  const ours = scoresOf(model, images);
  const theirs = await exported.run(images);
  const borders = hasSegmentActivations(model) ? nearestBorder(model, images) : undefined;
  const count = images.shape[0]!;
  const classes = ours.logits.length / count;
  return Array.from({ length: count }, (_, image) => {
    const row = (scores: Float32Array) => scores.subarray(image * classes, (image + 1) * classes);
    const differ = (a: Float32Array | null, b: Float32Array | null) =>
      a === b ? 0 : largestGap(row(a ?? nothing), row(b ?? nothing));
    return {
      logits: differ(ours.logits, theirs.logits),
      probabilities: differ(ours.probabilities, theirs.probabilities),
      logit: Math.max(...row(ours.logits).map(Math.abs)),
      border: borders?.[image] ?? Number.POSITIVE_INFINITY,
    };
  });
}

const nothing = new Float32Array(0);

/** Not a number where one of them is not, or where one returns more than the other. */
function largestGap(a: Float32Array, b: Float32Array): number {
  return a.length === b.length ? Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) : Number.NaN;
}

/** What the model itself returns. */
export function scoresOf(model: tf.LayersModel, images: tf.Tensor): Scores {
  const predict = () =>
    tf.tidy(() => (model.predict(images, { batchSize: images.shape[0]! }) as tf.Tensor).dataSync<"float32">().slice());
  return { logits: withLogits(model, predict), probabilities: endsInSoftmax(model) ? predict() : null };
}
