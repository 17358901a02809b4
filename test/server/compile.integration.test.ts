import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const repository = resolve(import.meta.dirname, "../..");
let root: string;

/** A clone of its own, with a server of a few lines. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "automc-compile-"));
  for (const folder of ["graph", "ingest", "embed", "search", "compress", "datasets", "server/rooms"])
    await mkdir(join(root, folder), { recursive: true });
  for (const file of ["automc.mjs", "load.mjs", "compile.mjs"])
    await cp(join(repository, "server", file), join(root, "server", file));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  await writeFile(join(root, "package.json"), '{ "type": "module" }');
  await writeFile(join(root, "package-lock.json"), "{}");
  await writeFile(join(root, "graph/index.ts"), "export const said: string = 'first';");
  await writeFile(join(root, "server/rooms/beside.txt"), "beside");
  await writeFile(
    join(root, "server/rooms/room.ts"),
    `import { readFileSync } from "node:fs";
     import { z } from "zod";
     export const beside = z.string().parse(readFileSync(new URL("./beside.txt", import.meta.url), "utf8"));`,
  );
  await writeFile(
    join(root, "server/cli.ts"),
    `import { said } from "../graph/index.ts";
     export async function main([code]: string[]): Promise<number> {
       const { beside } = await import("./rooms/room.ts");
       console.log(said, beside);
       return Number(code);
     }`,
  );
  await writeFile(join(root, "server/workers.ts"), "export {};");
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function automc(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "server/automc.mjs"), ...args]);
  return stdout.trim();
}
const builds = async () => (await readdir(join(root, "dist"))).sort();

test("what runs is what the sources say now, and they are compiled once for all commands until they change", async () => {
  expect(await Promise.all([automc("0"), automc("0"), automc("0")])).toEqual(Array(3).fill("first beside"));
  const [first, ...more] = await builds();
  expect(more).toEqual([]);
  await writeFile(join(root, "graph/index.ts"), "export const said: string = 'other';"); // as long as before
  expect(await automc("0")).toBe("other beside");
  await writeFile(join(root, "server/rooms/beside.txt"), "and what lies beside them");
  expect(await automc("0")).toBe("other and what lies beside them");
  expect(await builds()).toHaveLength(2);
  expect(await builds()).toContain(first);
  await expect(automc("3")).rejects.toMatchObject({ code: 3 });
});

test("a source that can't be compiled is named, with the line; what was there before does not run in its place", async () => {
  await automc("0");
  await writeFile(join(root, "graph/index.ts"), "\nexport const said = ;");
  const failed = automc("0");
  await expect(failed).rejects.toMatchObject({ code: 1 });
  await expect(failed).rejects.toMatchObject({ stderr: expect.stringMatching(/^automc: [\s\S]*graph\/index\.ts:2/) });
  expect(await builds()).toHaveLength(1);
});
