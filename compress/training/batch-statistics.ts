import { tf } from "../tensorflow.ts";
import { keepsStatistics } from "./frozen.ts";
import { withLogits, withTrainingKernels } from "./rewrite.ts";
import { flatLayers, type LayerVariable } from "./weights.ts";

/** Numbers by which layers add chance in training; at 0 they add none. */
const noise = ["rate", "stddev"] as const;
const noisyLayers = new Set([
  "Dropout",
  "SpatialDropout1D",
  "SpatialDropout2D",
  "GaussianDropout",
  "AlphaDropout",
  "GaussianNoise",
]);

/**
 * Weights that layers keep as moving statistics: of batch norms that learn, and of the segments of
 * LMA's activations.
 */
export function movingStatistics(model: tf.LayersModel): LayerVariable[] {
  const moving = flatLayers(model).filter((layer) => !keepsStatistics(layer));
  const weights = new Set(moving.flatMap((layer) => layer.weights));
  return [...weights].filter(({ originalName }) => /\/moving_(mean|variance)$/.test(originalName));
}

/**
 * The logits `[batch, classes]` of some images with every layer that keeps moving statistics
 * working by the batch's own, as in training, and nothing else as in training: no noise, no
 * dropout, and no weight changes.
 *
 * `onStatistic` receives each statistic of the batch, `[channels]`, in place of the moving weight
 * that would have followed it. Call it in a tidy; the tensors belong to the caller's scope.
 */
export function withBatchStatistics(
  model: tf.LayersModel,
  images: tf.Tensor,
  onStatistic: (moving: LayerVariable, now: tf.Tensor) => void = () => {},
): tf.Tensor2D {
  const undo: (() => void)[] = [];
  const set = (owner: object, field: string, value: unknown) => {
    const fields = owner as Record<string, unknown>;
    const own = Object.hasOwn(fields, field);
    const before = fields[field];
    fields[field] = value;
    undo.push(() => {
      if (own) fields[field] = before;
      else delete fields[field];
    });
  };
  for (const layer of flatLayers(model)) {
    if (noisyLayers.has(layer.getClassName())) for (const field of noise) if (field in layer) set(layer, field, 0);
    if ("momentum" in layer) set(layer, "momentum", 0); // what is written is then the batch's statistic itself
  }
  for (const moving of movingStatistics(model))
    set(moving, "write", (now: tf.Tensor) => {
      onStatistic(moving, now);
      return moving;
    });
  try {
    const unused = tf.tensor1d([0, 0], "int32");
    return withTrainingKernels(model, unused, () =>
      withLogits(model, () => model.apply(images, { training: true }) as tf.Tensor2D),
    );
  } finally {
    for (const restore of undo.reverse()) restore();
  }
}
