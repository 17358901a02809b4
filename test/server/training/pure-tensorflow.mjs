// Loads a stored model with plain TensorFlow.js, the pure JavaScript package, and measures it on the images it is sent.
// Nothing of AutoMC's is imported: this is what a user of the model does.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";

process.once("message", async ({ directory, images, labels, shape, normalisation }) => {
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(directory, "model.json"), "utf8"));
  const bytes = await readFile(join(directory, weightsManifest[0].paths[0]));
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  const { mean, std } = normalisation;
  const input = tf
    .tensor4d(images, [labels.length, ...shape])
    .div(255)
    .sub(mean)
    .div(std);
  const classes = model.predict(input).argMax(-1).dataSync();
  // P counts what is learned: a batch normalisation's moving averages are not.
  const parameters = model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const right = labels.filter((label, at) => classes[at] === label).length;
  process.send({ backend: tf.getBackend(), parameters, accuracy: right / labels.length });
  process.disconnect();
});
