import { closeSync, openSync, readSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { augmentations } from "../augmentation.ts";
import { DatasetError } from "../errors.ts";

/** Names that own data sets may have: each is the name of a folder. */
export const ownName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be of lower-case letters, digits and hyphens, 63 at most");

const splitFacts = z.strictObject({
  count: z.int().nonnegative(),
  /** SHA-256 of the images and of the labels, so that what was changed since is seen. */
  sha256: z.string(),
});

/** What is known of a data set of the user's own: `dataset.json` in its folder. */
export const ownFacts = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  classes: z.array(z.string()).min(2),
  shape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  source: z.string(),
  licence: z.string(),
  citation: z.string(),
  augmentation: z.enum(augmentations),
  /** Part of the training images that becomes the test split where there is none. */
  testFraction: z.number().min(0).lt(1),
  splits: z.strictObject({ train: splitFacts, test: splitFacts.nullable() }),
});
export type OwnFacts = z.infer<typeof ownFacts>;

/** Where own data sets lie, each in a folder of its name. */
export function ownFolder(home: string, name: string): string {
  return join(home, "own", ownName.parse(name));
}

/** The files of one split: images one after the other, labels of two bytes, sums of each image. */
export const splitFiles = (split: "train" | "test") => ({
  images: `${split}.images`,
  labels: `${split}.labels`,
  sums: `${split}.sums`,
});

/** What is stored of a data set, or undefined where none has this name. */
export async function readFacts(home: string, name: string): Promise<OwnFacts | undefined> {
  if (!ownName.safeParse(name).success) return undefined;
  const text = await readFile(join(ownFolder(home, name), "dataset.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return ownFacts.parse(JSON.parse(text));
  } catch (cause) {
    throw new DatasetError("bad_file", `What is stored of the data set ${name} cannot be read; add it again.`, {
      cause,
    });
  }
}

/** One split as it is stored. */
export interface StoredSplit {
  labels: Uint16Array;
  /** Of each image, per channel: the sum of its bytes, and of their squares. `[count, 2, channels]` */
  sums: Float64Array;
  /** Image `index` as height x width x channels bytes, read from the file. */
  image(index: number): Uint8Array;
}

/** @throws DatasetError `bad_file` where a file is not as it was stored. */
export async function readSplit(
  home: string,
  name: string,
  facts: OwnFacts,
  split: "train" | "test",
): Promise<StoredSplit> {
  const folder = ownFolder(home, name);
  const files = splitFiles(split);
  const { count } = facts.splits[split]!;
  const size = facts.shape[0] * facts.shape[1] * facts.shape[2];
  const path = join(folder, files.images);
  const [labels, sums, found] = await Promise.all([
    readFile(join(folder, files.labels)),
    readFile(join(folder, files.sums)),
    stat(path),
  ]).catch((cause: unknown) => {
    throw new DatasetError("bad_file", `Files of the data set ${name} are missing; add it again.`, { cause });
  });
  if (labels.length !== 2 * count || sums.length !== 16 * count * facts.shape[2] || found.size !== count * size)
    throw new DatasetError("bad_file", `Files of the data set ${name} are not as they were stored; add it again.`);
  return {
    labels: new Uint16Array(Uint8Array.from(labels).buffer),
    sums: new Float64Array(Uint8Array.from(sums).buffer),
    image(index) {
      const bytes = new Uint8Array(size);
      const file = openSync(path, "r");
      try {
        readSync(file, bytes, 0, size, index * size);
      } finally {
        closeSync(file);
      }
      return bytes;
    },
  };
}
