import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type DatasetOptions,
  datasetNames,
  describeDataset,
  describeDatasets,
  fetchDataset,
  openDataset,
  type Split,
} from "../../datasets/index.ts";
import { digitBytes } from "../../datasets/mnist.ts";
import { labelsRound, records, scratchFolder } from "./records.ts";

/** What these data sets hold in memory. */
const bytesOf = ({ images }: Split) => images as Uint8Array;
const labelsOf = ({ labels }: Split) => labels as Uint8Array;

const mnist: DatasetOptions = { name: "mnist", sample: 1, validationFraction: 0.1, seed: 7 };

describe("MNIST", () => {
  test("is 10,000 real digits in disjoint splits with the test split apart", async () => {
    const home = scratchFolder();
    const data = await openDataset(mnist, { home });
    const { train, validation, test: held } = data.splits;
    expect([train.count, validation.count, held.count]).toEqual([7200, 800, 2000]);
    expect(data.shape).toEqual([28, 28, 1]);
    for (const split of [train, validation, held]) {
      expect(bytesOf(split).length).toBe(split.count * 784);
      expect(split.labels.length).toBe(split.count);
      expect(new Set(split.labels).size).toBe(10);
    }
    const other = await openDataset({ ...mnist, validationFraction: 0.5 }, { home });
    expect(Buffer.compare(bytesOf(other.splits.test), bytesOf(held))).toBe(0);
    expect(Buffer.compare(labelsOf(other.splits.test), labelsOf(held))).toBe(0);
    expect(other.fingerprint).not.toBe(data.fingerprint);
    const again = await openDataset(mnist, { home });
    expect(again.fingerprint).toBe(data.fingerprint);
  });

  test("is normalised over the training split alone, as the slow way says", async () => {
    const { splits, normalisation } = await openDataset({ ...mnist, sample: 0.02 }, { home: scratchFolder() });
    const values = [...bytesOf(splits.train)].map((byte) => byte / 255);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(normalisation.mean[0]).toBeCloseTo(mean, 10);
    expect(normalisation.std[0]).toBeCloseTo(Math.sqrt(variance), 10);
  });

  test("0.1 is a tenth of every split", async () => {
    const { splits } = await openDataset({ ...mnist, sample: 0.1 }, { home: scratchFolder() });
    expect([splits.train.count, splits.validation.count, splits.test.count]).toEqual([720, 80, 200]);
  });

  test("pixels rounded to three places become the bytes they were", () => {
    const data = Array.from({ length: 784 }, (_, i) => Number(((i % 256) / 255).toFixed(3)));
    expect([...digitBytes("x", { data })]).toEqual(Array.from({ length: 784 }, (_, i) => i % 256));
    for (const bad of [
      null,
      {},
      { data: [] },
      { data: [1] },
      { data: data.with(3, 1.01) },
      { data: data.with(3, -1) },
    ]) {
      expect(() => digitBytes("x.json", bad)).toThrow(/x.json does not hold whole 28 x 28 images/);
    }
  });
});

describe("CIFAR", () => {
  const options: DatasetOptions = { name: "cifar10", sample: 1, validationFraction: 0.2, seed: 3 };

  function pair(folder: string, labelBytes: 1 | 2, classes: number): string {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "train.bin"), records(labelsRound(2 * classes, classes), labelBytes));
    writeFileSync(join(folder, "test.bin"), records(labelsRound(classes, classes), labelBytes, 1));
    return folder;
  }

  test("keeps its own test set, finds files in a folder, and does not care where they lie", async () => {
    const home = scratchFolder();
    const here = pair(join(home, "here"), 1, 10);
    const there = pair(join(home, "there"), 1, 10);
    const data = await openDataset({ ...options, path: here }, { home });
    expect(data.shape).toEqual([32, 32, 3]);
    expect([data.splits.train.count, data.splits.validation.count, data.splits.test.count]).toEqual([16, 4, 10]);
    expect([...data.splits.test.labels].sort()).toEqual(labelsRound(10, 10));
    expect(data.normalisation.mean).toHaveLength(3);
    const moved = await openDataset({ ...options, path: there }, { home });
    expect(moved.fingerprint).toBe(data.fingerprint);
    const reseeded = await openDataset({ ...options, path: there, seed: 4 }, { home });
    expect(reseeded.fingerprint).not.toBe(data.fingerprint);
  });

  test("a class's images carry its label, for fine labels too", async () => {
    const folder = pair(scratchFolder(), 2, 100);
    const { splits, classes } = await openDataset({ ...options, name: "cifar100", path: folder }, { home: folder });
    expect(classes).toHaveLength(100);
    const of = (image: Uint8Array, i: number) => image.subarray(i * 3072, (i + 1) * 3072);
    for (let i = 0; i < splits.test.count; i++) {
      // The test wrote image n with label n, and red of the first pixel (31 n + 13) mod 256.
      expect(of(bytesOf(splits.test), i)[0]).toBe((31 * splits.test.labels[i]! + 13) % 256);
    }
  });

  test("fetched files are used without a path, and shown as present", async () => {
    const home = scratchFolder();
    expect(await describeDataset("cifar100", { home })).toMatchObject({ present: false, downloadBytes: 168_513_733 });
    await expect(openDataset({ ...options, name: "cifar100" }, { home })).rejects.toMatchObject({
      code: "not_present",
    });
    pair(join(home, "cifar-100-binary"), 2, 100);
    expect(await describeDataset("cifar100", { home })).toMatchObject({ present: true, howToGet: null });
    const { splits } = await openDataset({ ...options, name: "cifar100" }, { home });
    expect(splits.test.count).toBe(100);
  });

  test("what is no archive, or holds nothing, is refused", async () => {
    const home = scratchFolder();
    writeFileSync(join(home, "cifar-10-binary.tar.gz"), "not an archive");
    await expect(openDataset({ ...options, path: home }, { home })).rejects.toMatchObject({ code: "wrong_checksum" });
    const path = join(home, "cifar-10-binary.tar.gz");
    await expect(openDataset({ ...options, path }, { home })).rejects.toThrow(/has 14 bytes in place of 170052171/);
    await expect(openDataset({ ...options, path: join(home, "gone") }, { home })).rejects.toThrow(
      /does not hold CIFAR/,
    );
  });
});

test("bad options are refused, and each says what is wrong", async () => {
  const home = scratchFolder();
  const refused = async (change: object, code: string, about: RegExp) =>
    await expect(openDataset({ ...mnist, ...change } as DatasetOptions, { home })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(about),
    });
  await refused({ sample: 0 }, "bad_options", /sample/);
  await refused({ sample: 1.1 }, "bad_options", /sample/);
  await refused({ validationFraction: 1 }, "bad_options", /validationFraction/);
  await refused({ seed: 0.5 }, "bad_options", /seed/);
  await refused({ trainCount: 0 }, "bad_options", /trainCount/);
  await refused({ name: "imagenet" }, "unknown_dataset", /"imagenet"; take mnist, .* datasets add imagenet/);
  await refused({ colour: true }, "bad_options", /colour/);
  await refused({ path: home }, "bad_options", /takes no path/);
  await refused({ trainCount: 9 }, "too_few_images", /9 training/);
  await refused({ sample: 0.0001 }, "too_few_images", /raise sample/);
});

test("every data set is described; an unknown one is refused", async () => {
  const home = scratchFolder();
  const all = await describeDatasets({ home });
  expect(all.map(({ name }) => name)).toEqual(datasetNames);
  expect(all.map(({ classes }) => classes.length)).toEqual([10, 10, 100]);
  expect(all[0]).toMatchObject({ present: true, downloadBytes: 0 });
  await expect(describeDataset("imagenet", { home })).rejects.toMatchObject({ code: "unknown_dataset" });
  await expect(describeDataset("__proto__", { home })).rejects.toMatchObject({ code: "unknown_dataset" });
  expect(await fetchDataset("mnist", { home })).toBeNull();
});
