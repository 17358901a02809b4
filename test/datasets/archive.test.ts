import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { create } from "tar";
import { expect, onTestFinished, test } from "vitest";
import { fetchArchive, unpackArchive } from "../../datasets/archive.ts";
import type { ArchiveEntry } from "../../datasets/manifest.ts";
import { scratchFolder } from "./records.ts";

const wanted = ["a.bin", "b.bin"];

/** A small archive like the official ones, and its entry. `make` may put more into the folder. */
async function smallArchive(make: (inside: string) => void = () => {}) {
  const made = scratchFolder();
  const inside = join(made, "images");
  mkdirSync(inside);
  writeFileSync(join(inside, "a.bin"), createHash("sha512").update("a").digest());
  writeFileSync(join(inside, "b.bin"), "b");
  writeFileSync(join(inside, "readme.html"), "not wanted");
  make(inside);
  const file = join(made, "images.tar.gz");
  await create({ gzip: true, file, cwd: made }, ["images"]);
  const bytes = readFileSync(file);
  const entry: ArchiveEntry = {
    address: "http://127.0.0.1:9/images.tar.gz",
    file: "images.tar.gz",
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    md5: createHash("md5").update(bytes).digest("hex"),
    folder: "images",
  };
  return { file, bytes, entry };
}

/** Serves bytes, with ranges; `cutAt` breaks the first answer off after so many bytes. */
async function serve(bytes: Buffer, cutAt?: number) {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    const from = range ? Number(/bytes=(\d+)-/.exec(range)![1]) : 0;
    response.writeHead(range ? 206 : 200);
    if (ranges.length === 1 && cutAt !== undefined) {
      response.write(bytes.subarray(0, cutAt), () => setTimeout(() => response.destroy(), 50));
    } else response.end(bytes.subarray(from));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/images.tar.gz`, ranges };
}

test("an archive of the right size and checksum is unpacked: the wanted files, nothing else, nothing aside", async () => {
  const { file, entry } = await smallArchive();
  const home = join(scratchFolder(), "home");
  const folder = await unpackArchive(entry, file, home, wanted);
  expect(readdirSync(folder).sort()).toEqual(wanted);
  expect(readFileSync(join(folder, "b.bin"), "utf8")).toBe("b");
  expect(readdirSync(home)).toEqual(["images"]);
  expect(await unpackArchive(entry, file, home, wanted)).toBe(folder);
});

test("a wrong size, a wrong checksum, a missing member and a link are refused, and leave nothing", async () => {
  const { file, bytes, entry } = await smallArchive();
  const home = scratchFolder();
  writeFileSync(file, Buffer.concat([bytes, Buffer.from([0])]));
  await expect(unpackArchive(entry, file, home, wanted)).rejects.toMatchObject({ code: "wrong_checksum" });
  const flipped = Buffer.from(bytes);
  flipped[flipped.length - 1]! ^= 1;
  writeFileSync(file, flipped);
  await expect(unpackArchive(entry, file, home, wanted)).rejects.toThrow(/SHA-256 differs/);
  writeFileSync(file, bytes);
  await expect(unpackArchive(entry, file, home, ["a.bin", "c.bin"])).rejects.toThrow(/does not hold images\/c.bin/);

  const linked = await smallArchive((inside) => symlinkSync("/etc/hostname", join(inside, "c.bin")));
  await expect(unpackArchive(linked.entry, linked.file, home, ["c.bin"])).rejects.toMatchObject({ code: "bad_file" });
  expect(readdirSync(home)).toEqual([]);
});

test("a download is checked, unpacked and reported to the last byte; a second one asks nobody", async () => {
  const { bytes, entry } = await smallArchive();
  const { address, ranges } = await serve(bytes);
  const home = scratchFolder();
  const seen: number[] = [];
  const o = { home, report: ({ receivedBytes }: { receivedBytes: number }) => void seen.push(receivedBytes) };
  const folder = await fetchArchive({ ...entry, address }, wanted, o);
  expect(readdirSync(folder).sort()).toEqual(wanted);
  expect(seen.at(-1)).toBe(bytes.length);
  expect(readdirSync(home)).toEqual(["images"]);
  await fetchArchive({ ...entry, address }, wanted, o);
  expect(ranges).toHaveLength(1);
});

test("a download that broke off goes on where it stopped", async () => {
  const { bytes, entry } = await smallArchive();
  const { address, ranges } = await serve(bytes, 100);
  const home = scratchFolder();
  await expect(fetchArchive({ ...entry, address }, wanted, { home })).rejects.toMatchObject({
    code: "download_failed",
  });
  const folder = await fetchArchive({ ...entry, address }, wanted, { home });
  expect(ranges).toEqual([undefined, "bytes=100-"]);
  expect(readdirSync(folder).sort()).toEqual(wanted);
});

test("what a server sends wrongly is thrown away", async () => {
  const { bytes, entry } = await smallArchive();
  const other = Buffer.from(bytes);
  other[0]! ^= 1;
  const wrong = await serve(other);
  const home = scratchFolder();
  await expect(fetchArchive({ ...entry, address: wrong.address }, wanted, { home })).rejects.toMatchObject({
    code: "wrong_checksum",
  });
  const long = await serve(Buffer.concat([bytes, bytes]));
  await expect(fetchArchive({ ...entry, address: long.address }, wanted, { home })).rejects.toThrow(/more than/);
  expect(readdirSync(home)).toEqual([]);
  await expect(fetchArchive(entry, wanted, { home })).rejects.toMatchObject({ code: "download_failed" });
});

test("two fetches at once download once", async () => {
  const { bytes, entry } = await smallArchive();
  const { address, ranges } = await serve(bytes);
  const home = scratchFolder();
  const folders = await Promise.all([1, 2].map(() => fetchArchive({ ...entry, address }, wanted, { home })));
  expect(new Set(folders).size).toBe(1);
  expect(ranges).toHaveLength(1);
});

test("an aborted fetch rejects with the reason and unpacks nothing", async () => {
  const { bytes, entry } = await smallArchive();
  const { address } = await serve(bytes);
  const home = scratchFolder();
  const reason = new Error("stopped by the user");
  await expect(fetchArchive({ ...entry, address }, wanted, { home, signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  expect(existsSync(join(home, "images"))).toBe(false);
});
