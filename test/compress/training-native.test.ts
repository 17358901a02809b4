import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addonFile, openAddon } from "../../compress/native.ts";

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
