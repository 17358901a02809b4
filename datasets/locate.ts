import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { unpackArchive } from "./archive.ts";
import type { CifarLayout } from "./cifar.ts";
import { cifar10 } from "./cifar10.ts";
import { cifar100 } from "./cifar100.ts";
import type { DatasetName } from "./dataset.ts";
import { DatasetError } from "./errors.ts";
import { type BinaryFiles, findBinaryFiles } from "./folder.ts";
import { manifestOf } from "./manifest.ts";

/** The data sets that are files of CIFAR records, with how those lie. */
export const cifarLayouts: Record<Exclude<DatasetName, "mnist">, CifarLayout> = { cifar10, cifar100 };

/** The files that are taken out of an official archive. */
export function wantedFiles(layout: CifarLayout): string[] {
  return [...layout.trainFiles, layout.testFile];
}

/** Where a CIFAR data set was found: its binary files, or the official archive that holds them. */
export type CifarPlace = { files: BinaryFiles } | { archive: string };

/**
 * Looks for a CIFAR data set: in the folder or archive the user names, or else among the fetched
 * data sets in `home`. A folder may hold the files, the archive's own folder, or the archive.
 * Returns null if there is nothing; reads and writes nothing.
 */
export async function findCifar(
  name: keyof typeof cifarLayouts,
  path: string | undefined,
  home: string,
): Promise<CifarPlace | null> {
  const entry = manifestOf(name).archive!;
  const place = path ?? home;
  const kind = await kindOf(place);
  if (kind === "file") return { archive: place };
  if (kind === "none") return null;
  const layout = cifarLayouts[name];
  const inside = await filesIn(join(place, entry.folder), layout);
  if (inside) return { files: inside };
  const direct = path === undefined ? null : await filesIn(place, layout);
  if (direct) return { files: direct };
  const archive = join(place, entry.file);
  return (await kindOf(archive)) === "file" ? { archive } : null;
}

/**
 * The binary files of a CIFAR data set. An archive is checked first, and unpacked into `home`
 * unless it was before.
 *
 * @throws DatasetError `not_present` if nothing is found, with how to get it.
 */
export async function locateCifar(
  name: keyof typeof cifarLayouts,
  path: string | undefined,
  home: string,
): Promise<BinaryFiles> {
  const found = await findCifar(name, path, home);
  if (!found) throw new DatasetError("not_present", howToGet(name, path));
  if ("files" in found) return found.files;
  const layout = cifarLayouts[name];
  const folder = await unpackArchive(manifestOf(name).archive!, found.archive, home, wantedFiles(layout));
  return (await findBinaryFiles(folder, layout))!;
}

/**
 * Whether a path leads to the official files: an archive, which is checked when it is opened, or
 * all of the official names with as many records as there are.
 */
export async function isOfficial(name: string, path: string, { home }: { home: string }): Promise<boolean> {
  if (!Object.hasOwn(cifarLayouts, name)) return false;
  const known = name as keyof typeof cifarLayouts;
  const found = await findCifar(known, path, home).catch(() => null);
  if (!found) return false;
  if ("archive" in found) return true;
  const layout = cifarLayouts[known];
  const files = [...found.files.train, found.files.test];
  const named = files.every((file, i) => basename(file) === wantedFiles(layout)[i]);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const { images } = manifestOf(name);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return named && bytes === (images.train + images.test) * (layout.labelBytes + 3 * 32 * 32);
}

/** One sentence: what is missing, and how to get it. */
export function howToGet(name: keyof typeof cifarLayouts, path?: string): string {
  const { title } = cifarLayouts[name];
  const what = path === undefined ? `${title} is not on this machine` : `${path} does not hold ${title}`;
  return `${what}; run "automc datasets fetch ${name}", or give the folder of its binary files or the path of ${manifestOf(name).archive!.file}.`;
}

async function filesIn(folder: string, layout: CifarLayout): Promise<BinaryFiles | null> {
  return (await kindOf(folder)) === "folder" ? await findBinaryFiles(folder, layout) : null;
}

async function kindOf(path: string): Promise<"folder" | "file" | "none"> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ? "folder" : found?.isFile() ? "file" : "none";
}
