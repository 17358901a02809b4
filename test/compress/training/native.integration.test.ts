import { expect, test } from "vitest";
import { addonFile, openAddon } from "../../../compress/native.ts";

test("the addon that TensorFlow.js uses can be opened", () => {
  expect(() => openAddon(addonFile())).not.toThrow();
});
