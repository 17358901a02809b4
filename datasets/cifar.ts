import { readFile, stat } from "node:fs/promises";
import type { ImageShape, ImageSource } from "./dataset.ts";
import { DatasetError } from "./errors.ts";

/**
 * How one of the CIFAR data sets lies on disk: records of some label bytes, then 1,024 bytes each
 * of red, green and blue.
 */
export interface CifarLayout {
  title: string;
  /** Bytes before the pixels: 1, or 2 where a coarse label comes before the fine one. */
  labelBytes: number;
  /** Which of them is the label we use. */
  labelAt: number;
  classes: readonly string[];
  /** The official files of the binary version. */
  trainFiles: readonly string[];
  testFile: string;
}

export const cifarShape: ImageShape = [32, 32, 3];
const plane = 32 * 32;
const imageBytes = 3 * plane;
const largestFileBytes = 2 ** 31 - 1;

/** Bytes of one record: 3,073 for CIFAR-10, 3,074 for CIFAR-100. */
function recordBytes(layout: CifarLayout): number {
  return layout.labelBytes + imageBytes;
}

/**
 * Reads files of records, one after the other, as one source.
 *
 * Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
 *
 * @throws DatasetError `bad_file` if a file is missing, is no plain file, is empty, is not made of
 *   whole records, or holds a label out of range.
 */
export async function readCifar(files: readonly string[], layout: CifarLayout): Promise<ImageSource> {
  for (const file of files) await checkSize(file, layout);
  const parts = await Promise.all(files.map(async (file) => ({ file, bytes: await readFile(file) })));
  for (const { file, bytes } of parts) checkLabels(file, bytes, layout);
  return cifarSource(parts.length === 1 ? parts[0]!.bytes : Buffer.concat(parts.map(({ bytes }) => bytes)), layout);
}

/**
 * Records as images: the three planes of a record become interleaved, `[height, width, channels]`.
 */
export function cifarSource(records: Uint8Array, layout: CifarLayout): ImageSource {
  const size = recordBytes(layout);
  const labels = new Uint8Array(records.length / size);
  for (let i = 0; i < labels.length; i++) labels[i] = records[i * size + layout.labelAt]!;
  return {
    labels,
    copy(index, target, offset) {
      const start = index * size + layout.labelBytes;
      for (let pixel = 0; pixel < plane; pixel++) {
        const at = offset + 3 * pixel;
        target[at] = records[start + pixel]!;
        target[at + 1] = records[start + plane + pixel]!;
        target[at + 2] = records[start + 2 * plane + pixel]!;
      }
    },
  };
}

async function checkSize(file: string, layout: CifarLayout): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new DatasetError("bad_file", `${file} cannot be read; give the folder of the ${layout.title} binary files.`, {
      cause,
    });
  });
  const size = recordBytes(layout);
  const problem = !found.isFile()
    ? "is not a plain file"
    : found.size === 0
      ? "is empty"
      : found.size > largestFileBytes
        ? `has ${found.size} bytes, more than the ${largestFileBytes} that are read`
        : found.size % size !== 0
          ? `has ${found.size} bytes, which is not a multiple of the ${size} of one ${layout.title} record`
          : undefined;
  if (problem) {
    throw new DatasetError("bad_file", `${file} ${problem}; give the files of the ${layout.title} binary version.`);
  }
}

function checkLabels(file: string, bytes: Uint8Array, layout: CifarLayout): void {
  const size = recordBytes(layout);
  if (bytes.length === 0 || bytes.length % size !== 0) {
    throw new DatasetError("bad_file", `${file} changed while it was read; try again.`);
  }
  for (let start = 0; start < bytes.length; start += size) {
    const label = bytes[start + layout.labelAt]!;
    if (label >= layout.classes.length) {
      throw new DatasetError(
        "bad_file",
        `${file} has label ${label} in record ${start / size}, but ${layout.title} has labels 0 to ${layout.classes.length - 1}; give the files of its binary version.`,
      );
    }
  }
}
