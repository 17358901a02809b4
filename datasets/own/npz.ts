import { createReadStream } from "node:fs";
import { Unzip, UnzipInflate } from "fflate";
import { DatasetError } from "../errors.ts";

/** An array of a .npz file: its type and shape, and its numbers as they lie, row by row. */
export interface Npy {
  /** As numpy writes it: `|u1`, `<i8`. */
  type: string;
  shape: number[];
  /** Bytes of one image, label and so on: of what stands at one index of the first axis. */
  rowBytes: number;
}

/** Names that the arrays may have. */
const names = {
  train: { x: ["x", "x_train", "images", "train_images"], y: ["y", "y_train", "labels", "train_labels"] },
  test: { x: ["x_test", "test_images"], y: ["y_test", "test_labels"] },
} as const;

/** The arrays of images and labels in a .npz, by the names they have there. */
export interface NpzArrays {
  train: { x: [name: string, array: Npy]; y: [name: string, array: Npy] };
  test: { x: [name: string, array: Npy]; y: [name: string, array: Npy] } | undefined;
}

/**
 * Which arrays a .npz holds, read from their heads.
 *
 * @throws DatasetError `bad_file` where images or labels are missing or of another type.
 */
export async function npzArrays(file: string): Promise<NpzArrays> {
  const heads = new Map<string, Npy>();
  await read(file, (name) => {
    const reader = new NpyReader(file, name, () => {});
    heads.set(name.replace(/\.npy$/, "").toLowerCase(), reader as unknown as Npy);
    return reader;
  });
  const found = (among: readonly string[]): [string, Npy] | undefined => {
    const name = among.find((each) => heads.has(each));
    const head = name === undefined ? undefined : (heads.get(name) as unknown as NpyReader).head;
    return head && [name!, head];
  };
  const pair = (split: keyof typeof names) => {
    const [x, y] = [found(names[split].x), found(names[split].y)];
    if (!x && !y) return undefined;
    if (!x || !y)
      throw new DatasetError("bad_file", `${file} has ${(x ?? y)![0]} without ${x ? "labels" : "images"} of it.`);
    check(file, x, y);
    return { x, y };
  };
  const train = pair("train");
  if (!train)
    throw new DatasetError(
      "bad_file",
      `${file} needs the arrays x and y, or x_train, y_train, x_test and y_test; it has ${[...heads.keys()].join(", ") || "none"}.`,
    );
  return { train, test: pair("test") };
}

function check(file: string, [xName, x]: [string, Npy], [yName, y]: [string, Npy]): void {
  const bad = (what: string) => new DatasetError("bad_file", `${file}: ${what}.`);
  if (x.type !== "|u1")
    throw bad(
      `${xName} is of type ${x.type}; save images as whole numbers from 0 to 255 with ${xName}.astype("uint8")`,
    );
  const channels = x.shape[3] ?? 1;
  if (x.shape.length < 3 || x.shape.length > 4 || (channels !== 1 && channels !== 3))
    throw bad(`${xName} is of shape [${x.shape}]; images are [count, height, width] or [count, height, width, 1 or 3]`);
  if (!/^[|<][iu][1248]$/.test(y.type) || y.shape.slice(1).some((size) => size !== 1))
    throw bad(`${yName} is ${y.type} of shape [${y.shape}]; labels are whole numbers, one for each image`);
  if (x.shape[0] !== y.shape[0]) throw bad(`${xName} has ${x.shape[0]} images and ${yName} ${y.shape[0]} labels`);
}

/** The labels of an array. */
export async function npzLabels(file: string, name: string, { type }: Npy): Promise<number[]> {
  const labels: number[] = [];
  const size = Number(type.at(-1));
  const signed = type.includes("i");
  for await (const row of npzRows(file, name)) {
    const bytes = Buffer.from(row.buffer, row.byteOffset, row.length);
    if (size === 8) labels.push(Number(signed ? bytes.readBigInt64LE() : bytes.readBigUInt64LE()));
    else labels.push(signed ? bytes.readIntLE(0, size) : bytes.readUIntLE(0, size));
  }
  return labels;
}

/** The rows of an array one after the other; the file is read as they are taken. */
export async function* npzRows(file: string, name: string): AsyncGenerator<Uint8Array> {
  let rows: Uint8Array[] = [];
  const wanted = (entry: string) =>
    new NpyReader(file, entry, (row) => {
      if (entry.replace(/\.npy$/, "").toLowerCase() === name) rows.push(row);
    });
  for await (const _ of chunks(file, wanted)) {
    const now = rows;
    rows = [];
    yield* now;
  }
  yield* rows;
}

/** Reads one array as its bytes come. */
class NpyReader {
  head: Npy | undefined;
  readonly #file: string;
  readonly #name: string;
  readonly #onRow: (row: Uint8Array) => void;
  #left: Buffer = Buffer.alloc(0);

  constructor(file: string, name: string, onRow: (row: Uint8Array) => void) {
    this.#file = file;
    this.#name = name;
    this.#onRow = onRow;
  }

  push(bytes: Uint8Array): void {
    this.#left = this.#left.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#left, bytes]);
    if (!this.head && !this.#readHead()) return;
    const size = this.head!.rowBytes;
    let at = 0;
    for (; size > 0 && at + size <= this.#left.length; at += size) this.#onRow(this.#left.subarray(at, at + size));
    this.#left = this.#left.subarray(at);
  }

  #readHead(): boolean {
    const bytes = this.#left;
    if (bytes.length < 12) return false;
    if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY") throw this.#bad("is no array of numpy");
    const long = bytes[6]! > 1;
    const [from, length] = long ? [12, bytes.readUInt32LE(8)] : [10, bytes.readUInt16LE(8)];
    if (length > 65_536) throw this.#bad("has a head that is too long");
    if (bytes.length < from + length) return false;
    const text = bytes.toString("latin1", from, from + length);
    const [type, order, sizes] = [/'descr': '([^']+)'/, /'fortran_order': (\w+)/, /'shape': \(([\d, ]*)\)/].map(
      (pattern) => pattern.exec(text)?.[1],
    );
    if (type === undefined || sizes === undefined) throw this.#bad("is not of plain numbers");
    if (order !== "False") throw this.#bad("lies column by column; save numpy.ascontiguousarray(…) of it");
    const shape = sizes
      .split(",")
      .filter((size) => size.trim() !== "")
      .map(Number);
    const rowBytes = shape.slice(1).reduce((product, size) => product * size, Number(type.slice(2)));
    this.head = { type, shape, rowBytes };
    this.#left = bytes.subarray(from + length);
    return true;
  }

  #bad(what: string): DatasetError {
    return new DatasetError("bad_file", `${this.#file}: ${this.#name} ${what}.`);
  }
}

async function read(file: string, reader: (name: string) => NpyReader): Promise<void> {
  for await (const _ of chunks(file, reader));
}

/** Runs the file through the archive's reader, and gives the caller a turn after each piece. */
async function* chunks(file: string, reader: (name: string) => NpyReader): AsyncGenerator<void> {
  let failure: unknown;
  let begun = false;
  const unzip = new Unzip((entry) => {
    begun = true;
    const array = reader(entry.name);
    entry.ondata = (error, bytes) => {
      try {
        if (error) throw error;
        array.push(bytes);
      } catch (cause) {
        failure ??= cause;
      }
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      unzip.push(chunk as Uint8Array);
      if (failure) throw failure;
      yield;
    }
    unzip.push(new Uint8Array(0), true);
    if (failure) throw failure;
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError("bad_file", `${file} is damaged, or no .npz file.`, { cause });
  }
  if (!begun) throw new DatasetError("bad_file", `${file} is no .npz file: it holds no arrays.`);
}
