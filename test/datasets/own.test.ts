import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  addDataset,
  DatasetError,
  describeDataset,
  describeDatasets,
  openDataset,
  removeDataset,
} from "../../datasets/index.ts";
import { openOwn } from "../../datasets/own/open.ts";
import { readFacts } from "../../datasets/own/stored.ts";
import { scratchFolder } from "./records.ts";

const shape = [6, 8, 3] as const;
const pixels = shape[0] * shape[1] * shape[2];

/** Image number n: like no other. */
const bytesOf = (n: number) => Uint8Array.from({ length: pixels }, (_, i) => (n * 31 + i * 7) % 256);

async function picture(path: string, n: number, format: "png" | "jpeg" | "webp" = "png", size = shape) {
  mkdirSync(dirname(path), { recursive: true });
  const [height, width, channels] = shape;
  const image = sharp(bytesOf(n), { raw: { height, width, channels } }).resize(size[1], size[0], { fit: "fill" });
  writeFileSync(path, await image.toFormat(format, { lossless: true }).toBuffer());
}

/** A folder of 12 cats and 4 dogs, with a few things wrong. */
async function photographs(): Promise<string> {
  const folder = scratchFolder();
  for (let n = 0; n < 12; n++) await picture(join(folder, "train", "cat", `${n}.png`), n);
  for (let n = 12; n < 16; n++) await picture(join(folder, "train", "dog", `${n}.webp`), n, "webp");
  for (const [n, name] of [20, 21, 3].entries())
    await picture(join(folder, "test", n === 1 ? "dog" : "cat", `t${n}.png`), name);
  writeFileSync(join(folder, "train", "cat", "broken.png"), "no image");
  writeFileSync(join(folder, "train", "cat", "notes.txt"), "not an image's name");
  return folder;
}

const how = { crop: "centre", testFraction: 0.25, augmentation: "flip" } as const;
const all = { sample: 1, validationFraction: 0.25, seed: 1 };

test("a folder of classes is added as it is, with what is wrong with it by name and number", async () => {
  const home = scratchFolder();
  const source = await photographs();
  const report = await addDataset({ ...how, name: "pets", source, licence: "mine", from: "my camera" }, { home });
  expect(report).toMatchObject({
    classes: [
      { name: "cat", train: 12, test: 2 },
      { name: "dog", train: 4, test: 1 },
    ],
    shape: [...shape],
    unreadable: { count: 1, names: [join("train", "cat", "broken.png")] },
    inBoth: { count: 1, names: [join("test", "cat", "t2.png")] },
    twice: { count: 0 },
    notes: [expect.stringContaining("cat has 12 training images, dog has 4")],
  });
  expect(await describeDataset("pets", { home })).toMatchObject({
    own: true,
    present: true,
    images: { train: 16, test: 3 },
    licence: "mine",
    source: "my camera",
    augmentation: "flip",
  });
  expect((await describeDatasets({ home })).map(({ name }) => name)).toEqual(["mnist", "cifar10", "cifar100", "pets"]);

  const data = await openDataset({ ...all, name: "pets" }, { home });
  expect(data.classes).toEqual(["cat", "dog"]);
  const { train, validation, test: held } = data.splits;
  expect([train.count, validation.count, held.count]).toEqual([12, 4, 3]);
  const known = new Map([...Array(22).keys()].map((n) => [Buffer.from(bytesOf(n)).toString("base64"), n]));
  const numbers = [train, validation].flatMap(({ images, labels, count }) =>
    Array.from({ length: count }, (_, i) => {
      const n = known.get(
        Buffer.from((images as Uint8Array).subarray(i * pixels, (i + 1) * pixels)).toString("base64"),
      )!;
      expect(labels[i]).toBe(n < 12 ? 0 : 1);
      return n;
    }),
  );
  expect(numbers.sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
  const red = [...(train.images as Uint8Array)].filter((_, i) => i % 3 === 0).map((value) => value / 255);
  const mean = red.reduce((sum, value) => sum + value / red.length, 0);
  expect(data.normalisation.mean[0]).toBeCloseTo(mean, 10);
  expect(data.normalisation.std[0]).toBeCloseTo(
    Math.sqrt(red.reduce((sum, value) => sum + (value - mean) ** 2 / red.length, 0)),
    10,
  );
  expect((await openDataset({ ...all, name: "pets" }, { home })).fingerprint).toBe(data.fingerprint);
  expect((await openDataset({ ...all, name: "pets", seed: 2 }, { home })).fingerprint).not.toBe(data.fingerprint);

  const facts = (await readFacts(home, "pets"))!;
  const { splits } = await openOwn(facts, { ...all, name: "pets" }, home, () => {}, 0); // nothing in memory
  for (const name of ["train", "validation", "test"] as const) {
    const [inMemory, stored] = [data.splits[name], splits[name]];
    expect([...stored.labels]).toEqual([...inMemory.labels]);
    const { at } = stored.images as { at(index: number): Uint8Array };
    const read = Buffer.concat(Array.from({ length: stored.count }, (_, i) => at(i)));
    expect(read.equals(Buffer.from(inMemory.images as Uint8Array))).toBe(true);
  }

  await removeDataset("pets", { home });
  await expect(openDataset({ ...all, name: "pets" }, { home })).rejects.toMatchObject({ code: "unknown_dataset" });
});

/** An array as numpy saves it. */
function npy(type: string, sizes: number[], bytes: Uint8Array): Uint8Array {
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes.join(", ")}${sizes.length === 1 ? "," : ""}), }`;
  const text = `${head.padEnd(118 - 1)}\n`;
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    Buffer.from([text.length, 0]),
    Buffer.from(text),
    bytes,
  ]);
}
const many = (from: number, count: number) => Buffer.concat(Array.from({ length: count }, (_, i) => bytesOf(from + i)));
const whole = (values: number[]) => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

test.each([0, 6] as const)("arrays of a .npz are images and labels, compressed by %i", async (level) => {
  const home = scratchFolder();
  const source = join(home, "digits.npz");
  const arrays = {
    "y_train.npy": npy("<i8", [10], whole([...Array(10).keys()].map((n) => (n % 2) * 10))),
    "x_train.npy": npy("|u1", [10, ...shape], many(0, 10)),
    "x_test.npy": npy("|u1", [4, ...shape], many(10, 4)),
    "y_test.npy": npy("|u1", [4], Uint8Array.of(0, 10, 0, 10)),
  };
  writeFileSync(source, zipSync(arrays, { level }));
  const report = await addDataset({ ...how, name: "digits", source }, { home });
  expect(report).toMatchObject({ train: 10, test: 4, shape: [...shape], notes: [] });
  const { splits, classes } = await openDataset({ ...all, name: "digits" }, { home });
  expect(classes).toEqual(["0", "10"]);
  expect([splits.train.count, splits.validation.count, splits.test.count]).toEqual([7, 3, 4]);
});

test("a CSV names paths, labels and splits; images get the size and colour that are asked for", async () => {
  const home = scratchFolder();
  const folder = await photographs();
  const lines = [...Array(12).keys()].map(
    (n) => `train/cat/${n}.png,${n % 2 ? "odd" : "even"},${n < 8 ? "train" : "test"}`,
  );
  writeFileSync(join(folder, "list.csv"), `\uFEFFfilename,Class,split\n${lines.join("\n")}\n`);
  const request = { ...how, name: "listed", source: join(folder, "list.csv"), size: [4, 4], channels: 1 } as const;
  expect(await addDataset(request, { home })).toMatchObject({ shape: [4, 4, 1], train: 8, test: 4 });
});

describe("what cannot be added is refused in one sentence, and nothing is written", () => {
  const of = (name: string, source: string, more: object = {}) => ({ ...how, name, source, ...more });
  const cases: [what: string, make: () => Promise<ReturnType<typeof of>>, sentence: RegExp][] = [
    [
      "one class",
      async () => {
        const folder = scratchFolder();
        await picture(join(folder, "cat", "1.png"), 1);
        return of("one", folder);
      },
      /images of one class \(cat\); a classifier needs two/,
    ],
    [
      "sizes that differ",
      async () => {
        const folder = await photographs();
        await picture(join(folder, "train", "cat", "large.jpg"), 1, "jpeg", [12, 9, 3] as never);
        return of("sizes", folder);
      },
      /different sizes \(6x8, 12x9 .*--size HEIGHTxWIDTH, or --like MODEL/,
    ],
    [
      "too large",
      async () => of("large", await photographs(), { size: [512, 512] }),
      /512x512 are too large; .*224x224/,
    ],
    ["a name that is taken", async () => of("cifar10", await photographs()), /cifar10 is a data set that AutoMC knows/],
    ["a name that is a path", async () => of("../x", await photographs()), /lower-case letters, digits and hyphens/],
    [
      "no folders of classes",
      async () => of("none", scratchFolder()),
      /holds no images in folders of classes: put PNG/,
    ],
    ["nothing", async () => of("nothing", "/nowhere"), /\/nowhere cannot be read/],
    [
      "another kind of file",
      async () => {
        const file = join(scratchFolder(), "a.bin");
        writeFileSync(file, "x");
        return of("kind", file);
      },
      /neither a folder .* nor a \.npz file, nor a \.csv/,
    ],
    [
      "floats",
      async () => {
        const file = join(scratchFolder(), "a.npz");
        const arrays = {
          "x.npy": npy("<f4", [1, 2, 2], new Uint8Array(16)),
          "y.npy": npy("|u1", [1], new Uint8Array(1)),
        };
        writeFileSync(file, zipSync(arrays));
        return of("floats", file);
      },
      /x is of type <f4; save images .*astype\("uint8"\)/,
    ],
    [
      "labels of others",
      async () => {
        const file = join(scratchFolder(), "a.npz");
        writeFileSync(
          file,
          zipSync({ "x.npy": npy("|u1", [2, 6, 8, 3], many(0, 2)), "y.npy": npy("|u1", [3], new Uint8Array(3)) }),
        );
        return of("labels", file);
      },
      /x has 2 images and y 3 labels/,
    ],
    [
      "half an archive",
      async () => {
        const file = join(scratchFolder(), "a.npz");
        writeFileSync(file, zipSync({ "x.npy": npy("|u1", [9, 6, 8, 3], many(0, 9)) }, { level: 9 }).subarray(0, 300));
        return of("half", file);
      },
      /damaged|needs the arrays|without labels/,
    ],
    [
      "a table of pixels",
      async () => {
        const file = join(scratchFolder(), "a.csv");
        writeFileSync(file, "label,p0,p1\n1,2,3\n");
        return of("table", file);
      },
      /needs a column of paths .*it has label, p0, p1/,
    ],
  ];
  test.each(cases)("%s", async (_, make, sentence) => {
    const home = scratchFolder();
    const failed = await addDataset(await make(), { home }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DatasetError);
    expect((failed as Error).message).toMatch(sentence);
    const left = readdirSync(home).includes("own") ? readdirSync(join(home, "own")) : [];
    expect(left).toEqual([]);
  });
});

test("a file that was cut since is found", async () => {
  const home = scratchFolder();
  await addDataset({ ...how, name: "pets", source: await photographs() }, { home });
  const path = join(home, "own", "pets", "train.images");
  writeFileSync(path, readFileSync(path).subarray(1));
  await expect(openDataset({ ...all, name: "pets" }, { home })).rejects.toThrow(
    /not as they were stored; add it again/,
  );
});
