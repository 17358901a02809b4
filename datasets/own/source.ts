import { stat } from "node:fs/promises";
import type { ImageShape } from "../dataset.ts";
import { DatasetError } from "../errors.ts";
import { listClassFolders } from "./class-folders.ts";
import { listCsv } from "./csv.ts";
import { type Crop, readImage, sizeOf } from "./image.ts";
import type { Listing } from "./listing.ts";
import { type NpzArrays, npzArrays, npzLabels, npzRows } from "./npz.ts";

/** An image on its way into a data set. */
export interface Incoming {
  /** What a user calls it: a path below the source, or a place in an array. */
  name: string;
  label: string;
  split: "train" | "test";
  /** Its bytes, `[height, width, channels]`. Throws where it is no whole image. */
  read(shape: ImageShape, crop: Crop): Promise<Uint8Array>;
}

/** Where images come from. */
export interface Source {
  /** How many there are. */
  count: number;
  /** What was noticed on the way. */
  notes: string[];
  /** Height and width, where all images have the same; else a few that there are. */
  sizes(): Promise<readonly (readonly [height: number, width: number])[]>;
  /** Whether they are grey; undefined where that is not known before they are read. */
  grey: boolean | undefined;
  /** Whether there is a test split. */
  hasTest: boolean;
  images(): AsyncIterable<Incoming>;
}

/** So many images are looked at to find their size. */
const looked = 200;

/**
 * The images of a folder of classes, a .npz file or a CSV.
 *
 * @throws DatasetError `bad_file` for what is none of them.
 */
export async function openSource(path: string): Promise<Source> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new DatasetError("bad_file", `${path} cannot be read.`, { cause });
  });
  if (found.isDirectory()) return listed(await listClassFolders(path));
  if (/\.npz$/i.test(path)) return arrays(path, await npzArrays(path));
  if (/\.(csv|tsv)$/i.test(path)) return listed(await listCsv(path));
  throw new DatasetError(
    "bad_file",
    `${path} is neither a folder with one folder of images for each class, nor a .npz file, nor a .csv file of paths and labels.`,
  );
}

function listed({ images, notes }: Listing): Source {
  return {
    count: images.length,
    notes,
    grey: undefined,
    hasTest: images.some(({ split }) => split === "test"),
    async sizes() {
      const sizes = new Map<string, readonly [number, number]>();
      for (const { file } of images.slice(0, looked)) {
        const size = await sizeOf(file).catch(() => undefined); // that it cannot be read is found when it is added
        if (size) sizes.set(size.join("x"), size);
      }
      return [...sizes.values()];
    },
    async *images() {
      for (const { name, label, split, file } of images)
        yield { name, label, split, read: (shape, crop) => readImage(file, shape, crop) };
    },
  };
}

function arrays(file: string, { train, test }: NpzArrays): Source {
  const splits = { train, ...(test && { test }) };
  const [, height, width, channels = 1] = train.x[1].shape as [number, number, number, number?];
  return {
    count: Object.values(splits).reduce((sum, { x }) => sum + x[1].shape[0]!, 0),
    notes: [],
    grey: channels === 1,
    hasTest: test !== undefined,
    sizes: async () => [[height, width]],
    async *images() {
      for (const [split, { x, y }] of Object.entries(splits) as ["train" | "test", NpzArrays["train"]][]) {
        const labels = await npzLabels(file, ...y);
        const [name, { shape }] = x;
        const raw = { height: shape[1]!, width: shape[2]!, channels: (shape[3] ?? 1) as 1 | 3 };
        let at = 0;
        for await (const row of npzRows(file, name)) {
          const index = at++;
          const label = String(labels[index]);
          yield { name: `${name}[${index}]`, label, split, read: (to, crop) => readImage(row, to, crop, raw) };
        }
      }
    },
  };
}
