import { createHash } from "node:crypto";
import type { z } from "zod";
import { cifarShape, readCifar } from "./cifar.ts";
import {
  type Dataset,
  type DatasetName,
  type DatasetOptions,
  type DatasetSources,
  datasetNames,
  datasetOptions,
  type ImageShape,
  type ImageSource,
  type Split,
} from "./dataset.ts";
import { DatasetError } from "./errors.ts";
import { cifarLayouts, locateCifar } from "./locate.ts";
import { manifestOf } from "./manifest.ts";
import { mnistClasses, mnistShape, readMnist } from "./mnist.ts";
import { channelNormalisation } from "./normalisation.ts";
import { openOwn, refusePath } from "./own/open.ts";
import { readFacts } from "./own/stored.ts";
import { type Divided, divide } from "./stratify.ts";

/**
 * Opens a data set: seeded splits, each stratified by class to within one image, and normalisation
 * from the training split alone.
 *
 * CIFAR keeps its official test set; the `mnist` package has none, so a seeded fifth is set apart
 * (and never changes with `validationFraction`). Validation comes out of training. The same options
 * on the same files return the same bytes.
 *
 * Nothing is written, except that an archive is unpacked into `files.home`.
 *
 * @throws DatasetError `bad_options`, `not_present`, `bad_file`, `wrong_checksum` or
 *   `too_few_images`.
 */
export async function openDataset(options: DatasetOptions, files: { home: string }): Promise<Dataset> {
  const parsed = datasetOptions.safeParse(options);
  if (!parsed.success) {
    throw new DatasetError("bad_options", `The data set's options are wrong: ${oneSentence(parsed.error)}.`, {
      cause: parsed.error,
    });
  }
  const { path, ...o } = parsed.data;
  if (!isKnown(o.name)) {
    const own = await readFacts(files.home, o.name);
    if (!own) manifestOf(o.name); // throws what it is not
    refusePath(o.name, path);
    return openOwn(own!, o, files.home, (numbers, classes) => requireImages(o, numbers, classes));
  }
  const { shape, classes, sources } = await readSources(o.name, path, files.home);
  const { images: counted, augmentation } = manifestOf(o.name);
  const numbers = divide(sources.train.labels, sources.test?.labels ?? null, {
    ...o,
    classes: classes.length,
    testFraction: counted.test / (counted.train + counted.test),
  });
  requireImages(o, numbers, classes.length);

  const splits = {
    train: gather(sources.train, numbers.train, shape),
    validation: gather(sources.train, numbers.validation, shape),
    test: gather(sources.test ?? sources.train, numbers.test, shape),
  };
  return {
    name: o.name,
    classes,
    shape,
    splits,
    normalisation: channelNormalisation(splits.train.images, shape),
    augmentation,
    fingerprint: fingerprint(o, splits),
  };
}

/** A split in memory. */
type Gathered = Split & { images: Uint8Array };

async function readSources(
  name: DatasetName,
  path: string | undefined,
  home: string,
): Promise<{ shape: ImageShape; classes: string[]; sources: DatasetSources }> {
  if (name === "mnist") {
    if (path !== undefined) {
      throw new DatasetError("bad_options", "MNIST comes with the package and takes no path; leave it out.");
    }
    return { shape: mnistShape, classes: mnistClasses, sources: await readMnist() };
  }
  const layout = cifarLayouts[name];
  const found = await locateCifar(name, path, home);
  const train = await readCifar(found.train, layout);
  const test = await readCifar([found.test], layout);
  return { shape: cifarShape, classes: [...layout.classes], sources: { train, test } };
}

function requireImages(
  o: Pick<DatasetOptions, "name" | "validationFraction">,
  numbers: Divided,
  classes: number,
): void {
  const { train, validation, test } = numbers;
  const enough = train.length >= classes && test.length >= 1 && (validation.length >= 1 || o.validationFraction === 0);
  if (enough) return;
  throw new DatasetError(
    "too_few_images",
    `These options leave ${train.length} training, ${validation.length} validation and ${test.length} test images of ${o.name}, but at least ${classes}, 1 and 1 are needed; raise sample, trainCount or testCount.`,
  );
}

function gather(source: ImageSource, numbers: readonly number[], shape: ImageShape): Gathered {
  const size = shape[0] * shape[1] * shape[2];
  const images = new Uint8Array(numbers.length * size);
  for (const [at, number] of numbers.entries()) source.copy(number, images, at * size);
  return { images, labels: Uint8Array.from(numbers, (number) => source.labels[number]!), count: numbers.length };
}

function isKnown(name: string): name is DatasetName {
  return (datasetNames as readonly string[]).includes(name);
}

function fingerprint(options: Omit<DatasetOptions, "path">, splits: Record<string, Gathered>): string {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  const hash = createHash("sha256").update(JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
  for (const [name, split] of Object.entries(splits)) {
    hash.update(`${name}:${split.count};`).update(split.labels).update(split.images);
  }
  return hash.digest("hex");
}

function oneSentence(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "options"}: ${issue.message}`).join("; ");
}
