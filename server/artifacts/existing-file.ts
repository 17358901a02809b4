import { readFile } from "node:fs/promises";

/** What is in a file; undefined where there is none. Whatever else keeps it from being read is thrown. */
export async function readExisting(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
