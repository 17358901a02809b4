import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readBounded } from "../../../compress/import/bounded-file.ts";

const folder = await mkdtemp(join(tmpdir(), "automc-test-bounded-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a pipe, a device and a folder are refused at once; a file is read", async () => {
  execFileSync("mkfifo", [join(folder, "pipe")]);
  await symlink("/dev/zero", join(folder, "device"));
  for (const name of ["pipe", "device", "."]) {
    await expect(readBounded(join(folder, name))).rejects.toThrow("it is no regular file");
  }
  await writeFile(join(folder, "file"), "content");
  expect((await readBounded(join(folder, "file"))).toString()).toBe("content");
});
