import { createHash } from "node:crypto";
import type { z } from "zod";
import { cifarShape, readCifar } from "./cifar.ts";
import {
  type Dataset,
  type DatasetOptions,
  type DatasetSources,
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
  const { shape, classes, sources } = await readSources(o.name, path, files.home);
  const counted = manifestOf(o.name).images;
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
    normalisation: channelNormalisation(splits.train, shape),
    fingerprint: fingerprint(o, splits),
  };
}

async function readSources(
  name: DatasetOptions["name"],
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

function gather(source: ImageSource, numbers: readonly number[], shape: ImageShape): Split {
  const size = shape[0] * shape[1] * shape[2];
  const images = new Uint8Array(numbers.length * size);
  for (const [at, number] of numbers.entries()) source.copy(number, images, at * size);
  return { images, labels: Uint8Array.from(numbers, (number) => source.labels[number]!), count: numbers.length };
}

function fingerprint(options: Omit<DatasetOptions, "path">, splits: Record<string, Split>): string {
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
