import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CifarLayout } from "./cifar.ts";
import { DatasetError } from "./errors.ts";

/** The binary files found in a folder. */
export interface BinaryFiles {
  train: string[];
  test: string;
}

/**
 * Finds the binary files of a CIFAR data set in a folder: the official names if any of them is
 * there, and otherwise one file with `train` in its name and one with `test`, both ending in
 * `.bin`. Returns null if the folder holds nothing of the kind; fails with `bad_file` if it holds
 * only a part, or more than one choice.
 */
export async function findBinaryFiles(folder: string, layout: CifarLayout): Promise<BinaryFiles | null> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".bin")).sort();
  const official = [...layout.trainFiles, layout.testFile];
  const missing = official.filter((name) => !names.includes(name));
  if (missing.length === 0) {
    return { train: layout.trainFiles.map((name) => join(folder, name)), test: join(folder, layout.testFile) };
  }
  const test = names.filter((name) => /test/i.test(name));
  const train = names.filter((name) => /train/i.test(name) && !test.includes(name));
  if (test.length === 1 && train.length === 1)
    return { train: [join(folder, train[0]!)], test: join(folder, test[0]!) };
  if (missing.length < official.length) {
    throw new DatasetError(
      "bad_file",
      `${folder} holds only part of ${layout.title}: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing; add what is missing.`,
    );
  }
  if (test.length === 0 && train.length === 0) return null;
  throw new DatasetError(
    "bad_file",
    `${folder} must hold one .bin file with "train" in its name and one with "test"; it holds ${count(train, "train")} and ${count(test, "test")}.`,
  );
}

function count(names: string[], word: string): string {
  return names.length === 0 ? `none with "${word}"` : `${names.length} with "${word}" (${names.join(", ")})`;
}
