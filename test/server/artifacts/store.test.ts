import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { putFile } from "../../../server/artifacts/atomic-write.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { hashIs } from "../../ids.ts";

let parent: string;
let home: string;
let artifacts: Artifacts;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "automc-test-artifacts-"));
  home = join(parent, "home");
  artifacts = new Artifacts(home);
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const hash = (digit: string) => hashIs(digit.repeat(64));
const files = async (folder: string) => (existsSync(folder) ? (await readdir(folder, { recursive: true })).sort() : []);

/** Writes a model's three files, as `saveModel` does: model.json last. */
const modelOf = (content: string) => async (directory: string) => {
  for (const file of ["weights.bin", "card.json", "model.json"]) await writeFile(join(directory, file), content);
  return { hash: hash("a") };
};

/** What somebody may type, or send, in place of a name: paths, their encodings, words of JavaScript, control characters. */
const hostile = fc.oneof(
  fc.constantFrom(
    ...[
      "..",
      ".",
      "",
      "/",
      "/etc/passwd",
      "../names/x",
      "a/b",
      "a\\b",
      "..\\x",
      "%2e%2e%2f",
      "~",
      "~root",
      "a\0b",
      "a\n",
    ],
    ...["-rf", "--help", "CON", "A", "ä", "a b", "a.b", ".hidden", "__proto__", "a".repeat(64), "models", "a\u202eb"],
  ),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.array(fc.constantFrom("..", "/", "a", "\\", "\0", "."), { maxLength: 12 }).map((parts) => parts.join("")),
);

test("no name becomes a path: it is refused, or it is one plain file among the names", async () => {
  await mkdir(home);
  await fc.assert(
    fc.asyncProperty(hostile, async (name) => {
      const before = await files(parent);
      const taken = await artifacts.nameModel(name, hash("b")).then(
        () => true,
        (error: { code: string }) => {
          expect(error.code).toBe("bad_request");
          return false;
        },
      );
      expect(taken).toBe(/^[a-z0-9][a-z0-9-]{0,62}$/.test(name));
      const added = (await files(parent)).filter((file) => !before.includes(file));
      for (const file of added)
        expect(["home/artifacts", "home/artifacts/names", `home/artifacts/names/${name}`]).toContain(file);
      if (!taken) expect(added).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("no reference reads outside the models: what is not a name or the head of a hash is unknown", async () => {
  const secret = join(parent, "secret");
  await writeFile(secret, hash("c"));
  await artifacts.storeModel(modelOf("one"));
  await artifacts.nameModel("digits", hash("a"));
  const references = fc.oneof(hostile, fc.constantFrom("../../secret", secret, "names/digits", hash("c"), "aaaaaaa"));
  await fc.assert(
    fc.asyncProperty(references, async (reference) => {
      if (reference === "digits" || /^a{8,64}$/.test(reference)) return;
      await expect(artifacts.resolveModel(reference)).rejects.toMatchObject({
        code: "unknown_model",
        message: expect.stringContaining("(known: digits)"),
      });
    }),
    { numRuns: 200 },
  );
  expect(() => artifacts.modelDirectory(hashIs("../../secret"))).toThrow("is not a model hash");
});

test("a model is found by its name, its hash and the head of its hash, unless two begin so", async () => {
  const stored = await artifacts.storeModel(modelOf("one"));
  expect(stored).toBe(hash("a"));
  await artifacts.nameModel("digits", stored);
  for (const reference of ["digits", stored, "aaaaaaaa"]) expect(await artifacts.resolveModel(reference)).toBe(stored);
  await artifacts.storeModel(async (directory) => {
    await modelOf("two")(directory);
    return { hash: "a".repeat(32) + "b".repeat(32) };
  });
  await expect(artifacts.resolveModel("aaaaaaaa")).rejects.toMatchObject({ code: "unknown_model" });
  expect(await artifacts.resolveModel(`${"a".repeat(32)}b`)).toBe("a".repeat(32) + "b".repeat(32));
  await artifacts.nameModel("digits", hashIs(`${"a".repeat(32)}${"b".repeat(32)}`));
  expect(await artifacts.names()).toEqual([{ name: "digits", hash: "a".repeat(32) + "b".repeat(32) }]);
});

test("a half-written model is never seen, and one that failed leaves nothing", async () => {
  let half: () => void = () => {};
  let goOn: () => void = () => {};
  const atHalf = new Promise<void>((resolve) => (half = resolve));
  const rest = new Promise<void>((resolve) => (goOn = resolve));
  const storing = artifacts.storeModel(async (directory) => {
    await writeFile(join(directory, "model.json"), "half");
    half();
    await rest;
    return modelOf("whole")(directory);
  });
  await atHalf;
  expect(artifacts.hasModel(hash("a"))).toBe(false);
  await expect(artifacts.resolveModel(hash("a"))).rejects.toMatchObject({ code: "unknown_model" });
  goOn();
  await storing;
  expect(artifacts.hasModel(hash("a"))).toBe(true);
  expect(await readFile(join(artifacts.modelDirectory(hash("a")), "model.json"), "utf8")).toBe("whole");

  const before = await files(home);
  const failing = artifacts.storeModel(async (directory) => {
    await writeFile(join(directory, "weights.bin"), "half");
    throw new Error("the disk is full");
  });
  await expect(failing).rejects.toThrow("the disk is full");
  expect(await files(home)).toEqual(before);
});

test("the same model stored by several at once is there once, whole", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => artifacts.storeModel(modelOf("same"))));
  expect(new Set(all)).toEqual(new Set([hash("a")]));
  expect(await files(join(home, "artifacts", "models"))).toEqual(
    ["", "/card.json", "/model.json", "/weights.bin"].map((file) => hash("a") + file),
  );
});

test("a model whose files were damaged is replaced when it is stored again, and one that is whole stays", async () => {
  const stored = await artifacts.storeModel(modelOf("one"));
  const folder = artifacts.modelDirectory(stored);
  const { ino } = await stat(folder);
  await artifacts.storeModel(modelOf("one"));
  expect((await stat(folder)).ino).toBe(ino);
  for (const damage of [
    () => writeFile(join(folder, "weights.bin"), "onf"),
    () => writeFile(join(folder, "card.json"), ""),
    () => rm(join(folder, "model.json")),
  ]) {
    await damage();
    expect(await artifacts.storeModel(modelOf("one"))).toBe(stored);
    for (const file of ["weights.bin", "card.json", "model.json"])
      expect(await readFile(join(folder, file), "utf8")).toBe("one");
  }
  expect(await files(join(home, "artifacts", "models"))).toEqual(
    ["", "/card.json", "/model.json", "/weights.bin"].map((file) => hash("a") + file),
  );
});

test("what was cut off or changed is not remembered; what an earlier version wrote, without a hash, is", async () => {
  await artifacts.remember("evaluations", "k", { parameters: 7 });
  const file = join(home, "artifacts", "evaluations", "k.json");
  const whole = await readFile(file, "utf8");
  const value = JSON.stringify({ parameters: 7 });
  for (let length = 0; length < whole.length; length++) {
    await writeFile(file, whole.slice(0, length));
    const recalled = length === value.length ? { parameters: 7 } : undefined;
    expect(await artifacts.recall("evaluations", "k")).toEqual(recalled);
  }
  await writeFile(file, whole.replace("7", "8"));
  expect(await artifacts.recall("evaluations", "k")).toBeUndefined();
  await artifacts.forget("evaluations", "k");
  expect(artifacts.has("evaluations", "k")).toBe(false);
});

test("what is remembered is recalled, and a reader sees the old value or the new one, never half", async () => {
  expect(await artifacts.recall("evaluations", "k")).toBeUndefined();
  expect(artifacts.has("evaluations", "k")).toBe(false);
  const values = [1, 2].map((version) => ({ version, much: Array.from({ length: 20_000 }, (_, i) => i * version) }));
  await artifacts.remember("evaluations", "k", values[0]);
  let writing = true;
  const writer = (async () => {
    for (let turn = 1; turn <= 40; turn++) await artifacts.remember("evaluations", "k", values[turn % 2]);
    writing = false;
  })();
  let reads = 0;
  for (; writing; reads++) expect(values).toContainEqual(await artifacts.recall("evaluations", "k"));
  await writer;
  expect(reads).toBeGreaterThan(3);
  expect(await files(join(home, "artifacts", "evaluations"))).toEqual(["k.json"]);
});

test("a file that can't be written is left as it was", async () => {
  const folder = join(parent, "folder");
  await mkdir(join(folder, "file"), { recursive: true }); // a folder stands where the file should go
  await expect(putFile(join(folder, "file"), "new")).rejects.toThrow();
  expect(await files(folder)).toEqual(["file"]);
});
