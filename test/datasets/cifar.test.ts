import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cifarSource, readCifar } from "../../datasets/cifar.ts";
import { cifar10 } from "../../datasets/cifar10.ts";
import { cifar100 } from "../../datasets/cifar100.ts";
import { findBinaryFiles } from "../../datasets/folder.ts";
import { records, scratchFolder } from "./records.ts";

test("CIFAR-100 has its hundred classes in alphabetical order", () => {
  expect(cifar100.classes).toHaveLength(100);
  expect([...cifar100.classes].sort()).toEqual(cifar100.classes);
  expect(cifar10.classes).toHaveLength(10);
});

test.each([cifar10, cifar100])("$title: a record becomes [height, width, channels], as the layout says", (layout) => {
  const size = layout.labelBytes + 3072;
  const file = fc.array(fc.uint8Array({ minLength: size, maxLength: size }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(file, (parts) => {
      const bytes = Buffer.concat(parts);
      const source = cifarSource(bytes, layout);
      const out = new Uint8Array(5 + 3072);
      for (const [i, record] of parts.entries()) {
        expect(source.labels[i]).toBe(record[layout.labelBytes - 1]);
        source.copy(i, out, 5);
        const obvious: number[] = [];
        for (let row = 0; row < 32; row++) {
          for (let column = 0; column < 32; column++) {
            for (let channel = 0; channel < 3; channel++) {
              obvious.push(record[layout.labelBytes + channel * 1024 + row * 32 + column]!);
            }
          }
        }
        expect([...out.subarray(5)]).toEqual(obvious);
        expect([...out.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
      }
    }),
    { numRuns: 15 },
  );
});

test("several files are read as one, in order", async () => {
  const folder = scratchFolder();
  const files = [[3, 1], [4], [1, 5, 9]].map((labels, i) => {
    const file = join(folder, `part-${i}.bin`);
    writeFileSync(file, records(labels, 1, i));
    return file;
  });
  const source = await readCifar(files, cifar10);
  expect([...source.labels]).toEqual([3, 1, 4, 1, 5, 9]);
});

test("hostile sizes and labels are refused in one sentence", async () => {
  const folder = scratchFolder();
  const file = join(folder, "a.bin");
  const refused = async (content: Buffer, about: RegExp, layout = cifar10) => {
    writeFileSync(file, content);
    await expect(readCifar([file], layout)).rejects.toMatchObject({
      code: "bad_file",
      message: expect.stringMatching(about),
    });
  };
  await refused(Buffer.alloc(0), /is empty/);
  await refused(Buffer.alloc(1), /has 1 bytes, which is not a multiple of the 3073/);
  await refused(records([1, 2], 1).subarray(1), /6145 bytes/);
  await refused(records([1, 2], 2), /6148 bytes/);
  await refused(records([1, 2], 1), /6146 bytes/, cifar100);
  await refused(records([1, 10], 1), /label 10 in record 1, but CIFAR-10 has labels 0 to 9/);
  await refused(records([99, 100], 2), /label 100 in record 1/, cifar100);

  writeFileSync(file, "");
  truncateSync(file, 3073 * 2 ** 20); // 3 GiB of nothing: refused before it is read
  await expect(readCifar([file], cifar10)).rejects.toThrow(/more than the 2147483647 that are read/);
  mkdirSync(join(folder, "b.bin"));
  await expect(readCifar([join(folder, "b.bin")], cifar10)).rejects.toThrow(/is not a plain file/);
  await expect(readCifar([join(folder, "none.bin")], cifar10)).rejects.toThrow(/cannot be read/);
});

test("a folder's files are found by their official names, or as one pair", async () => {
  const find = async (names: string[], layout = cifar10) => {
    const folder = scratchFolder();
    for (const name of names) writeFileSync(join(folder, name), "");
    const found = await findBinaryFiles(folder, layout);
    return found && [...found.train, found.test].map((file) => file.slice(folder.length + 1));
  };
  const official = [...cifar10.trainFiles, "test_batch.bin"];
  expect(await find([...official, "readme.html"])).toEqual(official);
  expect(await find(["train.bin", "test.bin"], cifar100)).toEqual(["train.bin", "test.bin"]);
  expect(await find(["cifar10-train-10k.bin", "cifar10-test.bin"])).toEqual([
    "cifar10-train-10k.bin",
    "cifar10-test.bin",
  ]);
  expect(await find(["notes.txt"])).toBeNull();
  await expect(find(official.slice(1))).rejects.toThrow(/data_batch_1.bin is missing/);
  await expect(find(["a-train.bin", "b-train.bin", "test.bin"])).rejects.toThrow(/2 with "train"/);
  await expect(find(["a-train.bin"])).rejects.toThrow(/none with "test"/);
});
