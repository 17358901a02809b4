import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { zip } from "fflate";

/** A folder's files as a zip. */
export async function zipFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const contents = await Promise.all(
    files.map(async (file) => [relative(folder, file).split(sep).join("/"), await readFile(file)] as const),
  );
  const mtime = new Date("2020-01-01T00:00:00Z"); // the same files make the same zip
  return Buffer.from(
    await promisify<Record<string, Uint8Array>, object, Uint8Array>(zip)(Object.fromEntries(contents), { mtime }),
  );
}
