import { expect, test } from "vitest";
import { nativeBackend, tf } from "../../../compress/tensorflow.ts";
import { measureAccuracy } from "../../../compress/training/measure.ts";
import type { Dataset } from "../../../datasets/index.ts";
import { bands, denseNet, plainNet, residualNet } from "./toys.ts";

const data = bands({ train: 7, validation: 83, test: 10 });

/** The slow obvious way: one image at a time, through the model as it is. */
function countSlowly(
  model: tf.LayersModel,
  { splits, shape, normalisation, classes }: Dataset,
  name: keyof Dataset["splits"],
) {
  const { images, labels, count } = splits[name];
  const pixels = shape[0] * shape[1] * shape[2];
  let correct = 0;
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const image = Float32Array.from((images as Uint8Array).subarray(i * pixels, (i + 1) * pixels), (byte, at) => {
      return (byte / 255 - normalisation.mean[at % 3]!) / normalisation.std[at % 3]!;
    });
    const scores = tf.tidy(() =>
      Array.from((model.predict(tf.tensor(image, [1, ...shape])) as tf.Tensor).dataSync<"float32">()),
    );
    correct += scores.indexOf(Math.max(...scores)) === labels[i] ? 1 : 0;
    const probabilities = model.name === "logits" ? scores.map((score) => Math.exp(score)) : scores;
    loss -= Math.log(probabilities[labels[i]!]! / probabilities.reduce((sum, p) => sum + p));
  }
  expect(classes).toHaveLength(4);
  return { accuracy: correct / count, loss: loss / count, count };
}

test.each([
  ["residualNet", residualNet],
  ["plainNet", plainNet],
  [
    "denseNet",
    () => {
      const model = denseNet();
      model.name = "logits";
      return model;
    },
  ],
])("accuracy and loss count every image once, whatever the batch: %s", async (_, network) => {
  const model = network();
  const expected = countSlowly(model, data, "validation");
  for (const batchSize of [1, 5, 10, 32, 83, 1000]) {
    const measured = await measureAccuracy(model, data, "validation", { batchSize }); // 1 and 5 are compiled, the others are not
    expect(measured).toMatchObject({ accuracy: expected.accuracy, count: 83 });
    expect(measured.loss).toBeCloseTo(expected.loss, 4);
  }
  expect(await measureAccuracy(model, data, "train")).toMatchObject({
    accuracy: countSlowly(model, data, "train").accuracy,
    count: 7,
  });
  model.dispose();
});

test("measuring changes nothing and leaves nothing behind", async () => {
  const model = residualNet();
  const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  await measureAccuracy(model, data, "validation", { batchSize: 4 });
  const counts = () => [tf.memory().numTensors, nativeBackend().binding.getNumOfSavedModels()];
  const live = counts();
  await measureAccuracy(model, data, "validation", { batchSize: 4 });
  await measureAccuracy(model, data, "validation");
  expect(counts()).toEqual(live);
  expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
  model.dispose();
});

test("an empty split and a batch of nothing are refused", async () => {
  const model = plainNet();
  await expect(measureAccuracy(model, bands({ train: 4 }), "test")).rejects.toThrow(
    expect.objectContaining({ code: "bad_data" }),
  );
  for (const batchSize of [0, 2.5]) {
    await expect(measureAccuracy(model, data, "test", { batchSize })).rejects.toThrow(
      expect.objectContaining({ code: "bad_params" }),
    );
  }
  model.dispose();
});
