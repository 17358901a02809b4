import { createHash } from "node:crypto";
import type { Dataset, DatasetOptions, Images, Split } from "../dataset.ts";
import { DatasetError } from "../errors.ts";
import type { Divided, DivideOptions } from "../stratify.ts";
import { divide } from "../stratify.ts";
import { type OwnFacts, readSplit, type StoredSplit } from "./stored.ts";

/** Splits of more bytes are read from their file image by image. */
const mostBytes = 256 * 2 ** 20;

/**
 * A data set of the user's own: divided as those that AutoMC knows are. Small splits are read into
 * memory, large ones stay in their file.
 *
 * @throws DatasetError `bad_file` where a file is not as it was stored, `too_few_images`.
 */
export async function openOwn(
  facts: OwnFacts,
  o: Omit<DatasetOptions, "path">,
  home: string,
  requireImages: (numbers: Divided, classes: number) => void,
  mostInMemory: number = mostBytes,
): Promise<Dataset> {
  const train = await readSplit(home, o.name, facts, "train");
  const test = facts.splits.test && (await readSplit(home, o.name, facts, "test"));
  const options: DivideOptions = { ...o, classes: facts.classes.length, testFraction: facts.testFraction };
  const numbers = divide(train.labels, test?.labels ?? null, options);
  requireImages(numbers, facts.classes.length);
  const of = (source: StoredSplit, chosen: readonly number[]) => splitOf(source, chosen, facts.shape, mostInMemory);
  return {
    name: o.name,
    classes: facts.classes,
    shape: facts.shape,
    splits: {
      train: of(train, numbers.train),
      validation: of(train, numbers.validation),
      test: of(test ?? train, numbers.test),
    },
    normalisation: normalisation(train, numbers.train, facts.shape),
    augmentation: facts.augmentation,
    fingerprint: fingerprint(facts, o),
  };
}

function splitOf(source: StoredSplit, numbers: readonly number[], shape: OwnFacts["shape"], most: number): Split {
  const size = shape[0] * shape[1] * shape[2];
  const labels = Uint16Array.from(numbers, (number) => source.labels[number]!);
  const count = numbers.length;
  const images: Images =
    count * size > most ? { at: (index) => source.image(numbers[index]!) } : new Uint8Array(count * size);
  if (images instanceof Uint8Array)
    for (const [at, number] of numbers.entries()) images.set(source.image(number), at * size);
  return { images, labels, count };
}

/** From the sums of each image, which were counted when it was added. A constant channel gets deviation 1. */
function normalisation(
  { sums }: StoredSplit,
  numbers: readonly number[],
  [height, width, channels]: OwnFacts["shape"],
) {
  const values = numbers.length * height * width;
  const total = (at: number) => numbers.reduce((sum, number) => sum + sums[number * 2 * channels + at]!, 0);
  const each = Array.from({ length: channels }, (_, channel) => {
    const mean = total(channel) / values;
    const variance = Math.max(0, total(channels + channel) / values - mean ** 2);
    return { mean: mean / 255, std: Math.sqrt(variance) / 255 || 1 };
  });
  return { mean: each.map(({ mean }) => mean), std: each.map(({ std }) => std) };
}

/** Over the content as it was stored and the options; the name is the user's, and may change. */
function fingerprint(
  { splits, shape, classes }: OwnFacts,
  { name: _, ...options }: Omit<DatasetOptions, "path">,
): string {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  const said = { splits, shape, classes, options: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}

/** @throws DatasetError `bad_options`: a path is for data sets that AutoMC knows. */
export function refusePath(name: string, path: string | undefined): void {
  if (path !== undefined)
    throw new DatasetError("bad_options", `${name} is a data set of your own and takes no path; leave it out.`);
}
