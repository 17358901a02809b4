import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../errors.ts";
import type { Listed, Listing } from "./listing.ts";

const extensions = /\.(png|jpe?g|webp)$/i;
const trainNames = ["train", "training"];
const testNames = ["test", "testing"];
const validationNames = ["val", "valid", "validation"];

/**
 * The images of a folder with one folder for each class, or of `train/` and `test/` with such
 * folders inside. `val/` is the test split where there is no `test/`, and otherwise part of the
 * training images, from which validation images are drawn. In the order of names.
 *
 * @throws DatasetError `bad_file` where the folder is not laid out so.
 */
export async function listClassFolders(folder: string): Promise<Listing> {
  const inside = await foldersIn(folder);
  const named = (names: readonly string[]) => inside.filter((name) => names.includes(name.toLowerCase()));
  const [train, test, validation] = [named(trainNames), named(testNames), named(validationNames)];
  if (train.length === 0) {
    const images = await classesIn(folder, "", "train");
    if (images.length > 0) return { images, notes: [] };
    throw new DatasetError(
      "bad_file",
      `${folder} holds no images in folders of classes: put PNG, JPEG or WebP files in ${join(folder, "CLASS")}, or in ${join(folder, "train", "CLASS")} and ${join(folder, "test", "CLASS")}.`,
    );
  }
  const apart = test.length > 0 ? test : validation;
  const pool = test.length > 0 ? [...train, ...validation] : train;
  const notes =
    test.length > 0 && validation.length > 0
      ? [
          `The images in ${validation.join(", ")} were added to those for training; validation images are drawn from all of them.`,
        ]
      : [];
  const images: Listed[] = [];
  for (const name of pool) images.push(...(await classesIn(join(folder, name), name, "train")));
  for (const name of apart) images.push(...(await classesIn(join(folder, name), name, "test")));
  return { images, notes };
}

async function classesIn(folder: string, prefix: string, split: Listed["split"]): Promise<Listed[]> {
  const images: Listed[] = [];
  for (const label of await foldersIn(folder)) {
    const files = await readdir(join(folder, label), { recursive: true });
    for (const file of files.filter((name) => extensions.test(name)).sort())
      images.push({ name: join(prefix, label, file), file: join(folder, label, file), label, split });
  }
  return images;
}

async function foldersIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new DatasetError("bad_file", `The folder ${folder} cannot be read.`, { cause });
  });
  return found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
}
