import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { randomness } from "../../server/randomness.ts";
import { type Ended, environmentOf, startAutomc } from "../server/cli/command-line.ts";
import type { Row } from "./row.ts";

const run = promisify(execFile);
const area = "a full disk, and one that is read only";

/**
 * Trains and stores in a home on a small file system of its own that is full after a random number
 * of bytes, and in one that can't be written: each ends with one sentence, and no half of a model.
 * Needs the right to mount; without it nothing is tried.
 */
export async function disks(home: string, args: string[], o: { rounds: number; seed: number }): Promise<Row> {
  const random = randomness(o.seed)("disks");
  const failures: string[] = [];
  let tried = 0;
  for (let round = 0; round <= o.rounds; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), "automc-trust-disk-"));
    try {
      await run("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]);
    } catch {
      await rm(folder, { recursive: true, force: true });
      return { area: `${area} (skipped: nothing may be mounted here)`, tried, failures };
    }
    try {
      for (const name of ["native", "neo4j", "datasets"]) await symlink(join(home, name), join(folder, name));
      await cp(join(home, "artifacts", "names"), join(folder, "artifacts", "names"), { recursive: true });
      const filled = Math.floor(random() * 2_000_000);
      await writeFile(join(folder, "filler"), Buffer.alloc(filled)).catch(() => {});
      const readOnly = round === 0;
      if (readOnly) await run("mount", ["-o", "remount,ro", folder]);
      const ended = await startAutomc(args, environmentOf(folder)).ended;
      tried += 1;
      const wrong = faultIn(ended);
      if (wrong !== undefined) failures.push(`${readOnly ? "read only" : `${filled} bytes taken`}: ${wrong}`);
    } finally {
      await run("umount", [folder]);
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { area, tried, failures };
}

/** What is wrong with how a command ended that may have found no room. */
function faultIn({ code, stderr }: Ended): string | undefined {
  if (code === 0) return undefined; // there was room enough
  const said = stderr.split("\n").filter((line) => line.startsWith("automc: "));
  if (code !== 1 && code !== 2) return `exit code ${code}`;
  return said.length === 1 && !/\n {4}at /.test(stderr) ? undefined : `exit ${code} with: ${stderr.slice(-500)}`;
}
