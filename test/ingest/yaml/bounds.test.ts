import { expect, test } from "vitest";
import { oversize } from "../../../ingest/yaml/bounds.ts";
import { openYaml } from "../../../ingest/yaml/located-yaml.ts";

const levels = (count: number) => Array.from({ length: count }, (_, i) => `${" ".repeat(i)}a:`).join("\n");

test.each([
  ["nested", `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["nested", `a: ${"{a: ".repeat(50_000)}1${"}".repeat(50_000)}`],
  ["nested", levels(1_200)],
  ["nested", `${"- ".repeat(60)}a`],
  ["values", `a: [${"1,".repeat(120_000)}1]`],
  ["anchors", Array.from({ length: 200 }, (_, i) => `k${i}: &a${i} 1`).join("\n")],
  ["anchors", `a: &a [1]\nb: [${"*a,".repeat(150)}*a]`],
  ["characters", `a: "${"x".repeat(1_000_000)}"`],
])("a document with too many %s is refused before it is composed", (what, text) => {
  expect(oversize(text)).toContain(what);
  expect(() => openYaml(text, "x.yaml")).toThrow(/^x\.yaml: .*; that is no card\.$/);
});

test("one of an ordinary size is not, and many keys are read in one pass", () => {
  expect(oversize(levels(40))).toBeUndefined();
  expect(oversize(`a:\n${"  - { x: 1, y: [1, 2] }\n".repeat(2_000)}`)).toBeUndefined();
  const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join("\n");
  expect(Object.keys(openYaml(keys, "x.yaml").raw as object)).toHaveLength(40_000);
});

test("a key that a map has twice is named with its line", () => {
  expect(() => openYaml("a:\n  b: 1\n  c: 2\n  b: 3\n", "x.yaml")).toThrow(
    'x.yaml:4: keys must be unique, and "b" is there twice.',
  );
});

test("a second document in one file is refused with the line where it begins", () => {
  expect(() => openYaml("a: 1\n---\nb: 2\n", "x.yaml")).toThrow(
    "x.yaml:2: a second document begins here; a card is one, so give each a file.",
  );
});
