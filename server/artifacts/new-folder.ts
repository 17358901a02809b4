import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BadInput } from "../errors.ts";

/**
 * Makes a folder whole or not at all: `write` fills an empty one aside, which then gets the name;
 * folders above it are made as needed. Whatever ends `write`, nothing is left.
 *
 * @throws BadInput where something is there already, other than an empty folder, or where no folder
 *   can be made.
 */
export async function writeFolder<T>(folder: string, write: (aside: string) => Promise<T>): Promise<T> {
  await refuseFull(folder);
  let above = dirname(folder);
  while (!existsSync(above)) above = dirname(above);
  const aside = join(above, `.${basename(folder)}.${randomUUID()}`);
  await mkdir(aside).catch((cause: NodeJS.ErrnoException) => {
    throw new BadInput(`The folder ${folder} can't be made: ${above} can't be written (${cause.code}).`, { cause });
  });
  try {
    const result = await write(aside);
    await refuseFull(folder);
    await mkdir(dirname(folder), { recursive: true });
    await rename(aside, folder);
    return result;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function refuseFull(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new BadInput(`${folder} is no folder that can be written (${error.code}).`, { cause: error });
  });
  if (entries.length > 0) throw new BadInput(`The folder ${folder} is not empty; name another one.`);
}
