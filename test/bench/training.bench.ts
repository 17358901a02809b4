import { bench, describe } from "vitest";
import { buildNetwork, type TrainPlan, trainModel } from "../../compress/index.ts";
import { tf } from "../../compress/tensorflow.ts";
import type { Dataset } from "../../datasets/index.ts";
import { randomness } from "../../server/randomness.ts";

// Noise in the shape of CIFAR-10, made once, outside the clock.
const source = randomness(1)("images");
const split = (count: number) => ({
  images: Uint8Array.from({ length: count * 32 * 32 * 3 }, () => Math.floor(256 * source())),
  labels: Uint8Array.from({ length: count }, (_, at) => at % 10),
  count,
});
const data: Dataset = {
  name: "noise",
  classes: Array.from({ length: 10 }, (_, at) => String(at)),
  shape: [32, 32, 3],
  splits: { train: split(2_560), validation: split(10), test: split(10) },
  normalisation: { mean: [0.5, 0.5, 0.5], std: [0.29, 0.29, 0.29] },
  fingerprint: "noise",
};
const plan: TrainPlan = {
  epochs: 1,
  batchSize: 128,
  learningRate: 0.05,
  schedule: "constant",
  momentum: 0.9,
  nesterov: true,
  weightDecay: 5e-4,
  augment: "none",
};
const network = () => buildNetwork("resnet8", { shape: [32, 32, 3], classes: 10, seed: 1 });
const once = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 };

/**
 * Peer: TensorFlow.js' own `fit`, same network, batch, momentum and kernels of the same native
 * library.
 */
describe("one epoch of ResNet-8, 2,560 images 32x32x3, batch 128, compile included", () => {
  for (const engine of ["graph", "eager"] as const) {
    bench(
      `ours, ${engine}`,
      async () => {
        const model = network();
        await trainModel(model, data, plan, { random: randomness(1)("training"), engine });
        model.dispose();
      },
      once,
    );
  }
  bench(
    `TensorFlow.js ${tf.version["tfjs-layers"]}, fit`,
    async () => {
      const model = network();
      const optimizer = tf.train.momentum(0.05, 0.9, true);
      model.compile({ optimizer, loss: "categoricalCrossentropy" });
      const { train } = data.splits;
      const images = tf.tidy(() =>
        tf
          .tensor4d(train.images as Uint8Array, [train.count, 32, 32, 3], "float32")
          .div(255)
          .sub(0.5)
          .div(0.29),
      );
      const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(Int32Array.from(train.labels), "int32"), 10).toFloat());
      await model.fit(images, labels, { epochs: 1, batchSize: 128, verbose: 0 });
      tf.dispose([images, labels]);
      optimizer.dispose();
      model.dispose();
    },
    once,
  );
});
