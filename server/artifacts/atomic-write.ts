import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file under another name and renames it, so that nobody ever sees half of it, or loses
 * the one in use.
 */
export async function writeAside(path: string, write: (aside: string) => Promise<unknown>): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await write(aside);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Puts content into a file, aside and renamed. */
export async function putFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeAside(path, (aside) => writeFile(aside, content));
}
