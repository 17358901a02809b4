import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { csvFormat } from "d3-dsv";
import { Unzip, UnzipInflate } from "fflate";
import { BadInput } from "../errors.ts";

const image = /(?:^|\/)(?:(train|training|test|testing|val|valid|validation)\/)?([^/]+)\/([^/]+)\.(png|jpe?g|webp)$/i;
const mostImages = 1_000_000;
const mostBytes = 20e9;

/**
 * Unpacks the images of an uploaded zip, in folders of classes, into a folder of ours, under names of
 * ours: nothing of the archive becomes a path. Returns a CSV of them, or undefined where it holds
 * arrays in place of images.
 *
 * @throws BadInput for what is no zip, holds neither, or unpacks to too much.
 */
export async function unpackImages(archive: string, folder: string): Promise<string | undefined> {
  const rows: { path: string; label: string; split: string; name: string }[] = [];
  const writing: WriteStream[] = [];
  let arrays = false;
  let bytes = 0;
  let failure: unknown;
  const hasTest = { test: false };
  const unzip = new Unzip((entry) => {
    arrays ||= entry.name.endsWith(".npy");
    const [, split, label, , extension] = /(^|\/)(__MACOSX|\.)/.test(entry.name) ? [] : (image.exec(entry.name) ?? []);
    if (label === undefined || extension === undefined || rows.length >= mostImages) {
      entry.ondata = () => {};
      entry.start();
      return;
    }
    const path = `${rows.length}.${extension.toLowerCase()}`;
    const part = split?.toLowerCase() ?? "train";
    hasTest.test ||= part.startsWith("test");
    rows.push({ path, label, split: part, name: entry.name });
    const file = createWriteStream(join(folder, path), { flags: "wx" });
    writing.push(file);
    entry.ondata = (error, chunk, last) => {
      if (error) failure ??= error;
      bytes += chunk.length;
      if (bytes > mostBytes) failure ??= new BadInput(`The archive unpacks to more than ${mostBytes / 1e9} GB.`);
      if (!failure) file.write(chunk);
      if (last || failure) file.end();
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(archive, { highWaterMark: 1 << 18 })) {
      unzip.push(chunk as Uint8Array);
      if (failure) throw failure;
      if (arrays) return undefined;
      await Promise.all(writing.splice(0, writing.length - 1).map((file) => finished(file)));
    }
  } catch (cause) {
    for (const file of writing) file.destroy();
    if (cause instanceof BadInput) throw cause;
    throw new BadInput("The body is no whole zip: send a zip of folders of classes, or a .npz.", { cause });
  }
  await Promise.all(writing.map((file) => finished(file)));
  if (rows.length === 0)
    throw new BadInput(
      "The zip holds no PNG, JPEG or WebP files in folders of classes: CLASS/IMAGE, or train/CLASS/IMAGE.",
    );
  const list = join(folder, "images.csv");
  const split = (part: string) =>
    part.startsWith("test") || (!hasTest.test && part.startsWith("val")) ? "test" : "train";
  await writeFile(list, csvFormat(rows.map((row) => ({ ...row, split: split(row.split) }))));
  return list;
}
