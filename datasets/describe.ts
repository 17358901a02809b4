import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type FetchProgress, fetchArchive } from "./archive.ts";
import type { Augmentation } from "./augmentation.ts";
import { cifarShape } from "./cifar.ts";
import { type DatasetName, datasetNames, type ImageShape } from "./dataset.ts";
import { cifarLayouts, findCifar, howToGet, wantedFiles } from "./locate.ts";
import { manifestOf } from "./manifest.ts";
import { mnistClasses, mnistShape } from "./mnist.ts";
import { type OwnFacts, ownName, readFacts } from "./own/stored.ts";

/** What `automc datasets show` prints about a data set. */
export interface DatasetDescription {
  name: string;
  title: string;
  classes: string[];
  shape: ImageShape;
  /** Images before sampling; validation comes out of `train`. */
  images: { train: number; test: number };
  source: string;
  licence: string;
  citation: string;
  augmentation: Augmentation;
  /** Whether it is one of the user's own; its source, licence and citation may then be empty. */
  own: boolean;
  /** Bytes to download, or 0 where it comes with the package. */
  downloadBytes: number;
  present: boolean;
  /** What to do to have it; null when it is there. */
  howToGet: string | null;
}

/**
 * Describes a data set, and whether it is available. Reads no image and writes nothing.
 *
 * @throws DatasetError `unknown_dataset`.
 */
export async function describeDataset(name: string, files: { home: string }): Promise<DatasetDescription> {
  const own = (datasetNames as readonly string[]).includes(name) ? undefined : await readFacts(files.home, name);
  if (own) return describeOwn(name, own);
  const { archive, ...entry } = manifestOf(name);
  const known = name as DatasetName;
  const facts =
    known === "mnist"
      ? { classes: mnistClasses, shape: mnistShape }
      : { classes: [...cifarLayouts[known].classes], shape: cifarShape };
  const missing = known !== "mnist" && (await findCifar(known, undefined, files.home)) === null;
  return {
    name: known,
    ...entry,
    ...facts,
    own: false,
    downloadBytes: archive?.bytes ?? 0,
    present: !missing,
    howToGet: missing ? howToGet(known) : null,
  };
}

function describeOwn(
  name: string,
  { splits, testFraction, classes, shape, version: _, ...about }: OwnFacts,
): DatasetDescription {
  const apart = splits.test?.count ?? Math.round(splits.train.count * testFraction);
  const images = { train: splits.test ? splits.train.count : splits.train.count - apart, test: apart };
  return { name, ...about, classes, shape, images, own: true, downloadBytes: 0, present: true, howToGet: null };
}

/** Describes every data set: those that AutoMC knows, then the user's own by name. */
export async function describeDatasets(files: { home: string }): Promise<DatasetDescription[]> {
  const own = await readdir(join(files.home, "own")).catch((): string[] => []);
  const names = [...datasetNames, ...own.filter((name) => ownName.safeParse(name).success).sort()];
  return await Promise.all(names.map((name) => describeDataset(name, files)));
}

/**
 * Downloads a data set from its official address, checks its size and SHA-256, and unpacks it into
 * `home`; goes on where an interrupted download stopped, and does nothing if it is there. Returns
 * the folder, or null for one that comes with the package.
 *
 * @throws DatasetError `unknown_dataset`, `download_failed`, `wrong_checksum`, `bad_file` or
 *   `busy`.
 */
export async function fetchDataset(
  name: string,
  o: { home: string; report?: (progress: FetchProgress) => void; signal?: AbortSignal },
): Promise<string | null> {
  const { archive } = manifestOf(name);
  if (!archive) return null;
  return await fetchArchive(archive, wantedFiles(cifarLayouts[name as keyof typeof cifarLayouts]), o);
}
