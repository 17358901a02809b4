import { createHash, type Hash } from "node:crypto";
import { type FileHandle, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Augmentation } from "../augmentation.ts";
import { datasetNames, type ImageShape } from "../dataset.ts";
import { DatasetError } from "../errors.ts";
import type { Crop } from "./image.ts";
import { type AddReport, note, unevenness } from "./report.ts";
import { openSource, type Source } from "./source.ts";
import { type OwnFacts, ownFacts, ownFolder, ownName, splitFiles } from "./stored.ts";

/** What is added, and how its images are read. */
export interface AddRequest {
  name: string;
  /** A folder with a folder of images for each class, a .npz file, or a CSV of paths and labels. */
  source: string;
  /** Of every image; default: that of the images where all have the same. */
  size?: readonly [height: number, width: number] | undefined;
  /** 1 for grey, 3 for colour; default: grey only where the source says so. */
  channels?: 1 | 3 | undefined;
  crop: Crop;
  /** Part of the training images that becomes the test split where the source has none. */
  testFraction: number;
  augmentation: Augmentation;
  title?: string | undefined;
  /** Where the images are from, on what terms they may be used, and how to cite them. */
  from?: string | undefined;
  licence?: string | undefined;
  citation?: string | undefined;
}

/** Images may not be larger. */
const mostPixels = 224;
const mostClasses = 65_536;
const progressEach = 100;

/**
 * Adds a data set of the user's own to `home`: each image is decoded, brought to one size, and
 * written one after the other, so that no more than one is in memory. It appears under its name when
 * it is complete; an interrupted addition leaves nothing.
 *
 * @throws DatasetError `bad_options` for a name or size that can't be used, `bad_file` for a source
 *   that can't be read, `too_few_images` where fewer than two classes have images.
 */
export async function addDataset(
  request: AddRequest,
  o: { home: string; report?: (done: number, of: number) => void; signal?: AbortSignal | undefined },
): Promise<AddReport> {
  checkName(request.name);
  const source = await openSource(request.source);
  const shape = await shapeOf(request, source);
  const home = join(o.home, "own");
  await mkdir(home, { recursive: true });
  const folder = ownFolder(o.home, request.name);
  if ((await readdir(folder).catch(() => [])).length > 0)
    throw new DatasetError(
      "bad_options",
      `There is a data set ${request.name} already; take another name, or remove it with "automc datasets rm ${request.name}".`,
    );
  const aside = await mkdtemp(join(home, ".adding-"));
  try {
    const { report, facts } = await write(aside, request, source, shape, o);
    await writeFile(join(aside, "dataset.json"), JSON.stringify(ownFacts.parse(facts), null, 2));
    await writeFile(join(aside, "report.json"), JSON.stringify(report, null, 2));
    await rename(aside, folder);
    return report;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Removes a data set of the user's own.
 *
 * @throws DatasetError `unknown_dataset`.
 */
export async function removeDataset(name: string, { home }: { home: string }): Promise<void> {
  const known = ownName.safeParse(name).success && (await readdir(ownFolder(home, name)).catch(() => [])).length > 0;
  if (!known)
    throw new DatasetError(
      "unknown_dataset",
      `There is no data set of your own called "${name}"; see "automc datasets ls".`,
    );
  await rm(ownFolder(home, name), { recursive: true });
}

function checkName(name: string): void {
  const parsed = ownName.safeParse(name);
  if (!parsed.success) throw new DatasetError("bad_options", `The name "${name}" ${parsed.error.issues[0]!.message}.`);
  if ((datasetNames as readonly string[]).includes(name))
    throw new DatasetError("bad_options", `${name} is a data set that AutoMC knows; take another name.`);
}

async function shapeOf({ size, channels, source: path }: AddRequest, source: Source): Promise<ImageShape> {
  if (source.count === 0) throw new DatasetError("too_few_images", `${path} holds no images.`);
  const sizes = size ? [size] : await source.sizes();
  if (sizes.length !== 1) {
    const some = sizes.slice(0, 3).map(([height, width]) => `${height}x${width}`);
    throw new DatasetError(
      "bad_options",
      sizes.length === 0
        ? `No image of ${path} can be read.`
        : `The images of ${path} are of different sizes (${some.join(", ")} and so on); choose one with --size HEIGHTxWIDTH, or --like MODEL.`,
    );
  }
  const [height, width] = sizes[0]!;
  if (Math.max(height, width) > mostPixels)
    throw new DatasetError(
      "bad_options",
      `Images of ${height}x${width} are too large; choose at most ${mostPixels}x${mostPixels} with --size HEIGHTxWIDTH.`,
    );
  return [height, width, channels ?? (source.grey === true ? 1 : 3)];
}

/** A split's files while they are written. */
interface Writing {
  images: FileHandle;
  labels: number[];
  sums: number[];
  hash: Hash;
  count: number;
}

async function write(
  aside: string,
  request: AddRequest,
  source: Source,
  shape: ImageShape,
  { report: progress, signal }: { report?: (done: number, of: number) => void; signal?: AbortSignal | undefined },
): Promise<{ report: AddReport; facts: OwnFacts }> {
  const begin = async (split: "train" | "test"): Promise<Writing> => ({
    images: await open(join(aside, splitFiles(split).images), "wx"),
    labels: [],
    sums: [],
    hash: createHash("sha256"),
    count: 0,
  });
  const splits = { train: await begin("train"), test: await begin("test") };
  const report: AddReport = {
    ...{ name: request.name, classes: [], shape: [...shape], train: 0, test: null, notes: [...source.notes] },
    ...{ unreadable: { count: 0, names: [] }, twice: { count: 0, names: [] }, inBoth: { count: 0, names: [] } },
  };
  const numbers = new Map<string, number>(); // of classes, in the order in which they come
  const seen = new Map<string, "train" | "test">();
  let done = 0;
  try {
    for await (const image of source.images()) {
      signal?.throwIfAborted();
      if (done++ % progressEach === 0) progress?.(done, source.count);
      const bytes = await image.read(shape, request.crop).catch(() => undefined);
      if (bytes === undefined) {
        note(report.unreadable, image.name);
        continue;
      }
      const same = createHash("sha256").update(bytes).digest("base64");
      const before = seen.get(same);
      if (before !== undefined) note(before === image.split ? report.twice : report.inBoth, image.name);
      seen.set(same, before ?? image.split);
      const label = numbers.get(image.label) ?? numbers.set(image.label, numbers.size).get(image.label)!;
      await append(splits[image.split], bytes, label, shape[2]);
    }
  } finally {
    for (const { images } of Object.values(splits)) await images.close();
  }
  const classes = [...numbers.keys()].sort(byNumberOrName);
  const place = new Map([...numbers].map(([name, number]) => [number, classes.indexOf(name)]));
  const counts = classes.map((name) => ({ name, train: 0, test: 0 }));
  for (const split of ["train", "test"] as const) {
    const writing = splits[split];
    const labels = Uint16Array.from(writing.labels, (number) => place.get(number)!);
    for (const label of labels) counts[label]![split]++;
    writing.hash.update(labels);
    await writeFile(join(aside, splitFiles(split).labels), labels);
    await writeFile(join(aside, splitFiles(split).sums), Float64Array.from(writing.sums));
  }
  requireClasses(request.source, counts, report);
  report.classes = counts;
  report.train = splits.train.count;
  report.test = source.hasTest ? splits.test.count : null;
  report.notes.push(...unevenness(counts));
  const stored = ({ count, hash }: Writing) => ({ count, sha256: hash.digest("hex") });
  const facts: OwnFacts = {
    version: 1,
    title: request.title ?? request.name,
    classes,
    shape: [...shape],
    source: request.from ?? "",
    licence: request.licence ?? "",
    citation: request.citation ?? "",
    augmentation: request.augmentation,
    testFraction: source.hasTest ? 0 : request.testFraction,
    splits: { train: stored(splits.train), test: source.hasTest ? stored(splits.test) : null },
  };
  return { report, facts };
}

async function append(to: Writing, bytes: Uint8Array, label: number, channels: number): Promise<void> {
  await to.images.write(bytes);
  to.hash.update(bytes);
  to.labels.push(label);
  to.count++;
  const sums = new Float64Array(2 * channels);
  for (let i = 0; i < bytes.length; i++) {
    sums[i % channels]! += bytes[i]!;
    sums[channels + (i % channels)]! += bytes[i]! ** 2;
  }
  to.sums.push(...sums);
}

/** Numbers in their order, names by letters. */
function byNumberOrName(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : 1) : x - y;
}

function requireClasses(path: string, classes: AddReport["classes"], { unreadable }: AddReport): void {
  const trained = classes.filter(({ train }) => train > 0);
  const also =
    unreadable.count > 0 ? ` ${unreadable.count} images could not be read, ${unreadable.names[0]} first.` : "";
  if (trained.length < 2)
    throw new DatasetError(
      "too_few_images",
      `${path} has training images of ${trained.length === 1 ? `one class (${trained[0]!.name})` : "no class"}; a classifier needs two.${also}`,
    );
  const alone = classes.find(({ train }) => train === 0);
  if (alone)
    throw new DatasetError(
      "too_few_images",
      `${path} has no training images of the class ${alone.name}, only test images.`,
    );
  if (classes.length > mostClasses)
    throw new DatasetError("bad_file", `${path} has ${classes.length} classes, more than ${mostClasses}.`);
}
