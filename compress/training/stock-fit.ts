import type { Dataset } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import { nativeBackend, tf } from "../tensorflow.ts";
import type { TrainPlan } from "./plan.ts";

/**
 * One epoch of TensorFlow.js' own `fit` in place, with its own SGD: the peer that `trainModel` is
 * measured against.
 *
 * Same batch size, momentum and loss; no augmentation, no weight decay (its SGD has none), the last
 * batch is smaller. `onStep` is called after every step.
 */
export async function fitWithStockTensorFlow(
  model: tf.LayersModel,
  data: Dataset,
  {
    batchSize,
    learningRate,
    momentum,
    nesterov,
  }: Pick<TrainPlan, "batchSize" | "learningRate" | "momentum" | "nesterov">,
  onStep: () => void,
): Promise<void> {
  const { train } = data.splits;
  const bytesOf = train.images;
  if (!(bytesOf instanceof Uint8Array))
    throw new CompressError("bad_data", "TensorFlow.js' own training takes images that are in memory alone.");
  const mean = data.normalisation.mean;
  const std = data.normalisation.std;
  const optimizer = tf.train.momentum(learningRate, momentum, nesterov);
  const images = tf.tidy(() => {
    const bytes = tf.tensor(bytesOf, [train.count, ...data.shape], "float32");
    return tf.div(tf.sub(tf.div(bytes, 255), mean), std);
  });
  const labels = tf.tidy(() =>
    tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(train.labels), "int32"), data.classes.length), "float32"),
  );
  try {
    model.compile({ optimizer, loss: "categoricalCrossentropy" });
    await model.fit(images, labels, {
      epochs: 1,
      batchSize,
      shuffle: false,
      verbose: 0,
      callbacks: { onBatchEnd: async () => onStep() },
    });
  } finally {
    tf.dispose([images, labels]);
    optimizer.dispose();
  }
}

/** Versions of TensorFlow.js and of the TensorFlow library below it. */
export function tensorflowVersions(): { tfjs: string; tensorflow: string } {
  return { tfjs: tf.version.tfjs, tensorflow: nativeBackend().binding.TF_Version };
}

/** How many tensors TensorFlow.js holds now: for showing that nothing is left behind. */
export function liveTensors(): number {
  return tf.memory().numTensors;
}
