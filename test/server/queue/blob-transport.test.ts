import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderBlobs } from "../../../server/artifacts/blobs.ts";
import { sha256 } from "../../../server/artifacts/content-hash.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { BlobTransport } from "../../../server/queue/blob-transport.ts";
import { hashIs } from "../../ids.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "automc-test-blobs-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a folder gives back what it was given, once each, and nothing that was changed", () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const blobs = new FolderBlobs(join(folder, "blobs"));
      const name = await blobs.put(bytes);
      expect(name).toBe(sha256(bytes));
      expect(await blobs.put(bytes)).toBe(name);
      expect(await blobs.get(name)).toEqual(Buffer.from(bytes));
      await writeFile(join(folder, "blobs", name.slice(0, 2), name), Buffer.concat([bytes, Buffer.of(1)]));
      await expect(blobs.get(name)).rejects.toMatchObject({ code: "unknown_artifact" });
      await blobs.put(bytes); // mends it
      expect(await blobs.get(name)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 30 },
  ));

test("what is not there is said, and no name leads out of the folder", async () => {
  const blobs = new FolderBlobs(folder);
  await expect(blobs.get(sha256(Buffer.of(7)))).rejects.toMatchObject({ code: "unknown_artifact" });
  await expect(blobs.get("../../etc/passwd")).rejects.toThrow("is no SHA-256");
});

test("a model reaches another home file by file, and only what a model has", async () => {
  const [from, to] = [new Artifacts(join(folder, "from")), new Artifacts(join(folder, "to"))];
  const hash = hashIs("a".repeat(64));
  await from.storeModel(async (directory) => {
    for (const name of ["model.json", "weights.bin", "card.json", "notes.txt"])
      await writeFile(join(directory, name), `${name} of it`);
    return { hash };
  });
  const blobs = new FolderBlobs(join(folder, "shared"));
  const sent = await new BlobTransport(from, blobs).send([hash]);
  const there = new BlobTransport(to, blobs);
  await there.receive(sent);
  await there.receive(sent); // it is there already
  expect((await readdir(to.modelDirectory(hash))).sort()).toEqual(["card.json", "model.json", "weights.bin"]);
  expect(await readFile(join(to.modelDirectory(hash), "weights.bin"), "utf8")).toBe("weights.bin of it");
});
