import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { addonFile, openAddon } from "../../../compress/native.ts";

test.each([
  ["absent", () => join(tmpdir(), "automc-no-such-addon.node")],
  [
    "not a library",
    () => {
      const file = join(tmpdir(), `automc-broken-${process.pid}.node`);
      writeFileSync(file, "not a library");
      return file;
    },
  ],
])("an addon that is %s is named, with the command that brings it", (_, make) => {
  const file = make();
  expect(() => openAddon(file)).toThrow(
    expect.objectContaining({
      code: "native_missing",
      message: expect.stringMatching(/automc-.*npm run setup/),
      cause: expect.any(Error),
    }),
  );
});

test("the addon that TensorFlow.js uses can be opened", () => {
  expect(() => openAddon(addonFile())).not.toThrow();
});

test("the front doors open without loading native TensorFlow, so that the set-up can run before it is there", () => {
  const doors = ["compress", "datasets", "embed", "graph", "ingest", "search"].map(
    (folder) => `../../../${folder}/index.ts`,
  );
  const script = `
    await Promise.all(${JSON.stringify(doors.map((door) => new URL(door, import.meta.url).href))}.map((door) => import(door)));
    const { default: module } = await import("node:module");
    console.log(Object.keys(module._cache).filter((file) => file.includes("tfjs-node-gpu")).length);`;
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const said = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { cwd: root });
  expect(said.toString().trim()).toBe("0");
});
