import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keepToOwner } from "../../server/own-folder.ts";

const folder = await mkdtemp(join(tmpdir(), "automc-test-own-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test("a home is made for its owner alone, and our folders in one that is there are closed; others' are left", async () => {
  keepToOwner(join(folder, "new", "home"));
  expect(await modeOf(join(folder, "new", "home"))).toBe("700");
  const old = join(folder, "old");
  for (const name of ["artifacts", "others"]) await mkdir(join(old, name), { recursive: true, mode: 0o755 });
  keepToOwner(old);
  expect([await modeOf(join(old, "artifacts")), await modeOf(join(old, "others"))]).toEqual(["700", "755"]);
});

test("what is no folder is left for whoever needs it to complain about", async () => {
  await writeFile(join(folder, "file"), "");
  expect(() => keepToOwner(join(folder, "file"))).not.toThrow();
});
