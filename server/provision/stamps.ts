import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lock } from "proper-lockfile";
import { writeAside } from "../artifacts/atomic-write.ts";

/**
 * A finished step leaves a file that holds what it was done for, so a changed version or path makes
 * it run again.
 */
const stampPath = (folder: string, name: string) => join(folder, `${name}.done`);

/** True when the step was finished for this key. */
export function isStamped(folder: string, name: string, key: string): boolean {
  const path = stampPath(folder, name);
  return existsSync(path) && readFileSync(path, "utf8") === key;
}

/** Notes that the step is finished for this key. */
export async function stamp(folder: string, name: string, key: string): Promise<void> {
  await writeAside(stampPath(folder, name), (aside) => writeFile(aside, key));
}

/**
 * Runs `work` while no other process does so for the same folder; waits for the other where there
 * is one.
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const unlock = await lock(folder, {
    lockfilePath: join(folder, "set-up.lock"),
    stale: 10_000, // a process that was killed is waited for this long
    update: 2_000,
    retries: { forever: true, factor: 1, minTimeout: 250 },
  });
  try {
    return await work();
  } finally {
    await unlock();
  }
}

/** Copies a file aside and renames it. */
export async function copyAside(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await writeAside(to, (aside) => copyFile(from, aside));
}
