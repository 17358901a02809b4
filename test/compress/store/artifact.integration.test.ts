import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  buildNetwork,
  copyModel,
  countCost,
  loadModel,
  type ModelCard,
  removeChannels,
  saveModel,
} from "../../../compress/index.ts";
import { tf } from "../../../compress/tensorflow.ts";
import { logitsOf } from "../random-networks/networks.ts";
import { weightValues } from "../training/toys.ts";

const folder = await mkdtemp(join(tmpdir(), "automc-artifact-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const model = buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 4, seed: 1 });
const { parameters, macs, flops } = countCost(model);
const card: ModelCard = {
  network: "resnet8",
  width: 4,
  dataset: { name: "mnist", sample: 0.1 },
  shape: [8, 8, 3],
  classes: ["a", "b", "c", "d"],
  normalisation: { mean: [0.1, 0.2, 0.3], std: [1, 1, 1] },
  seed: 1,
  images: 10_000,
  pretrainEpochs: 3,
  batchSize: 32,
  learningRate: 0.1,
  parameters,
  macs,
  flops,
  validationAccuracy: 0.5,
  testAccuracy: 0.25,
  original: null,
  scheme: [],
};
const fresh = (name: string) => join(folder, name);

test("a saved model comes back with its weights, card and hash", async () => {
  const { hash } = await saveModel(model, fresh("back"), card);
  expect(await readdir(fresh("back"))).toEqual(["card.json", "model.json", "weights.bin"]);
  const live = tf.memory().numTensors;
  const loaded = await loadModel(fresh("back"));
  expect(loaded.card).toEqual(card);
  expect(loaded.hash).toBe(hash);
  expect(weightValues(loaded.model)).toEqual(weightValues(model));
  expect((await saveModel(loaded.model, fresh("again"), card)).hash).toBe(hash);
  loaded.model.dispose();
  expect(tf.memory().numTensors).toBe(live);
});

test("plain TensorFlow.js loads it, also after surgery, and gives the same outputs", async () => {
  const smaller = await removeChannels(model, [{ group: "stage2-block1-conv1", channels: [0, 3] }]);
  await saveModel(smaller, fresh("plain"), card);
  const loaded = await tf.loadLayersModel(`file://${fresh("plain")}/model.json`);
  expect(loaded.countParams()).toBe(smaller.countParams());
  expect(logitsOf(loaded)).toEqual(logitsOf(smaller));
  loaded.dispose();
  smaller.dispose();
});

test("the hash is of topology, weights and card: a copy has it; another weight, width or card does not", async () => {
  const copy = await copyModel(model);
  const other = await copyModel(model);
  tf.tidy(() => void other.weights[0]!.write(other.weights[0]!.read().add(1e-7)));
  const narrow = await removeChannels(model, [{ group: "stem-conv", channels: [0] }]);
  const hashes = [];
  for (const [i, each] of [model, copy, other, narrow].entries())
    hashes.push((await saveModel(each, fresh(`hash${i}`), card)).hash);
  const elsewhere = await saveModel(model, fresh("hash9"), { ...card, testAccuracy: 0.9, scheme: ["NS(HP1=0.1)"] });
  expect(hashes[1]).toBe(hashes[0]);
  expect(new Set([...hashes, elsewhere.hash]).size).toBe(4);
  for (const each of [copy, other, narrow]) each.dispose();
});

test("a wrong card is refused before anything is written", async () => {
  const wrong = { ...card, testAccuracy: 25, colour: "red" } as ModelCard;
  await expect(saveModel(model, fresh("wrong"), wrong)).rejects.toMatchObject({
    code: "bad_params",
    message: expect.stringMatching(/testAccuracy.*colour/s),
  });
  await expect(readdir(fresh("wrong"))).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  [
    "a flipped bit of the weights",
    "weights.bin",
    (bytes: Buffer) => bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
  ],
  ["half the weights", "weights.bin", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  [
    "another topology",
    "model.json",
    (bytes: Buffer) => Buffer.from(bytes.toString().replace('"strides":[2,2]', '"strides":[1,1]')),
  ],
  ["half a card", "card.json", (bytes: Buffer) => bytes.subarray(0, 40)],
  ["a card without a hash", "card.json", (bytes: Buffer) => Buffer.from(bytes.toString().replace('"hash"', '"trash"'))],
])("%s is noticed", async (name, file, damage) => {
  await saveModel(model, fresh("whole"), card);
  await cp(fresh("whole"), fresh(name), { recursive: true });
  await writeFile(join(fresh(name), file), damage(await readFile(join(fresh(name), file))));
  const live = tf.memory().numTensors;
  await expect(loadModel(fresh(name))).rejects.toMatchObject({
    code: "damaged_model",
    message: expect.stringContaining(fresh(name)),
  });
  expect(tf.memory().numTensors).toBe(live);
});

test("a folder without a model is refused", async () => {
  await expect(loadModel(fresh("nothing"))).rejects.toMatchObject({ code: "damaged_model" });
});
