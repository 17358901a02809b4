import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ServerError } from "../errors.ts";

/** Bytes free for us on the disk that holds, or will hold, a folder. */
export async function freeBytes(folder: string): Promise<number> {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}

/** @throws ServerError `provisioning_failed` when fewer bytes are free. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  const message = `${folder} has ${gigabytes(free)} free and set-up needs ${gigabytes(bytes)}; free some, or point AUTOMC_HOME to a larger disk.`;
  throw new ServerError("provisioning_failed", message);
}

/** 1,500,000,000 as "1.5 GB". */
export const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
