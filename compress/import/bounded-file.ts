import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** The most bytes of one file: what a Buffer may hold on every platform. */
export const mostBytes = 2 ** 31 - 1;

/**
 * The content of a file that somebody else's model names: a regular one of bounded size. A pipe or
 * a device would be waited for, or read, without end.
 *
 * @throws Error with a sentence's end (`is no regular file`), or the system's.
 */
export async function readBounded(file: string): Promise<Buffer> {
  // O_NONBLOCK: to open a pipe that nobody writes waits for a writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error("it is no regular file");
    if (found.size > mostBytes) throw new Error("it is larger than 2 GiB");
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
