import { fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readModel } from "../../../server/artifacts/model.ts";
import type { ModelHash } from "../../../server/artifacts/model-hash.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { processConfig } from "../../../server/config.ts";
import type { CompressResult, TrainResult } from "../../../server/training/jobs.ts";
import { TrainingProcess } from "../../../server/training/process.ts";
import { strategyIs } from "../../ids.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 120_000 });

const dataset = { name: "mnist" as const, sample: 0.2, validationFraction: 0.1 };
const seed = 1;
let home: string;
let hashes: { trained: ModelHash; compressed: ModelHash };
beforeAll(async () => {
  home = await temporaryHome();
  const training = new TrainingProcess(home, processConfig().environment);
  try {
    const plan = { epochs: 4, batchSize: 32, learningRate: 0.1, seed };
    const { hash } = await training.run<TrainResult>({ kind: "train", network: "resnet8", width: 4, dataset, ...plan });
    const steps = [
      { operator: "prune", params: { score: "l2", remove: 0.3 } },
      { operator: "fineTune", params: { epochs: 0.25 } },
    ];
    const job = { kind: "compress", model: hash, original: hash, scheme: [strategyIs("cut")], steps, seed } as const;
    const compressed = await training.run<CompressResult>({ ...job, scheme: [...job.scheme] });
    hashes = { trained: hash, compressed: compressed.hash };
  } finally {
    training.close();
  }
});
afterAll(() => rm(home, { recursive: true, force: true }));

test.each([
  "trained",
  "compressed",
] as const)("a %s model has, in plain TensorFlow.js in a fresh process, the parameters and the test accuracy of its card", async (which) => {
  const artifacts = new Artifacts(home);
  const { card } = await readModel(artifacts, hashes[which]);
  const { splits } = await openDataset({ ...dataset, seed }, { home: join(home, "datasets") });
  const { images, labels, count } = splits.test;
  const child = fork(new URL("./pure-tensorflow.mjs", import.meta.url), { serialization: "advanced", silent: true });
  child.send({
    directory: artifacts.modelDirectory(hashes[which]),
    images: new Float32Array(images as Uint8Array),
    labels: [...labels],
    shape: card.shape,
    normalisation: card.normalisation,
  });
  const [measured] = (await once(child, "message")) as [{ backend: string; parameters: number; accuracy: number }];
  expect(measured.backend).toBe("cpu"); // pure JavaScript, nothing native
  expect(measured.parameters).toBe(card.parameters);
  expect(Math.abs(measured.accuracy - card.testAccuracy) * count).toBeLessThanOrEqual(1); // one image may lie on the border
  expect(card.testAccuracy).toBeGreaterThan(0.3); // chance is a tenth
});

test("the compressed model is smaller, and says what it was made from", async () => {
  const artifacts = new Artifacts(home);
  const [trained, compressed] = [
    await readModel(artifacts, hashes.trained),
    await readModel(artifacts, hashes.compressed),
  ];
  expect(compressed.card.parameters).toBeLessThan(0.75 * trained.card.parameters);
  expect(compressed.card).toMatchObject({ original: trained.hash, scheme: [strategyIs("cut")], network: "resnet8" });
});
