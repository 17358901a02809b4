import { basename, dirname, join } from "node:path";
import { CompressError } from "../../errors.ts";
import { readBounded } from "../bounded-file.ts";

/** Stands in a computed shape for the number of images, which is open. */
export const batch = "batch";

/** Numbers that are known before any image is: a weight, or a shape that the file computes. */
export interface Constant {
  shape: readonly number[];
  values: Float32Array | readonly (number | typeof batch)[];
}

/** A 64-bit number as the decoder returns it. */
export type Long = number | { toNumber(): number };

/** A tensor as the file has it. */
export interface TensorMessage {
  name?: string;
  dims?: Long[];
  data_type?: number;
  float_data?: number[];
  double_data?: number[];
  int32_data?: number[];
  int64_data?: Long[];
  raw_data?: Uint8Array;
  external_data?: { key: string; value: string }[];
  data_location?: number;
}

/** ONNX's numbers for the types of a tensor's values. */
const types = { float: 1, int32: 6, int64: 7, bool: 9, float16: 10, double: 11, bfloat16: 16 } as const;
const external = 1;

export const toNumber = (value: Long): number => (typeof value === "number" ? value : value.toNumber());

/** The files beside an ONNX file that hold its weights, each read once. */
export class WeightFiles {
  readonly #files = new Map<string, Buffer>();

  constructor(private readonly onnxFile: string) {}

  /**
   * The bytes of a tensor that is in a file of its own.
   *
   * @throws CompressError `bad_model` where the file is outside the model's folder, or too short.
   */
  async bytesOf({ name = "", external_data = [] }: TensorMessage): Promise<Uint8Array> {
    const entry = new Map(external_data.map(({ key, value }) => [key, value]));
    const location = entry.get("location") ?? "";
    if (location === "" || location === "." || location === ".." || basename(location) !== location)
      throw new CompressError("bad_model", `Weight ${name} is in ${location}, a file outside the model's folder.`);
    const content = this.#files.get(location) ?? (await this.#read(location));
    this.#files.set(location, content);
    const from = Number(entry.get("offset") ?? 0);
    const length = Number(entry.get("length") ?? content.length - from);
    if (!Number.isInteger(from) || !Number.isInteger(length) || from < 0 || from + length > content.length)
      throw new CompressError("bad_model", `Weight ${name} lies beyond the end of ${location}.`);
    return content.subarray(from, from + length);
  }

  async #read(location: string): Promise<Buffer> {
    return readBounded(join(dirname(this.onnxFile), location)).catch((cause: Error) => {
      const why = "code" in cause ? "" : `: ${cause.message}`;
      throw new CompressError(
        "bad_model",
        `The model's weights are in ${location}, which cannot be read beside ${basename(this.onnxFile)}${why}.`,
        { cause },
      );
    });
  }
}

/**
 * A tensor's numbers.
 *
 * @throws CompressError `bad_model` where there are more or fewer than its shape says;
 *   `unsupported_layer` for types other than float32, float64, int32, int64 and bool.
 */
export async function readTensor(tensor: TensorMessage, files: WeightFiles): Promise<Constant> {
  const shape = (tensor.dims ?? []).map(toNumber);
  const stored = tensor.data_location === external ? await files.bytesOf(tensor) : tensor.raw_data;
  const raw = stored?.length ? Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength) : Buffer.alloc(0);
  const values = numbersOf(tensor, raw);
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.some((length) => length < 0) || values.length !== size)
    throw new CompressError(
      "bad_model",
      `Weight ${tensor.name ?? ""} is [${shape}], and the file has ${values.length} numbers for it.`,
    );
  return { shape, values };
}

function numbersOf(tensor: TensorMessage, raw: Buffer): Constant["values"] {
  const each = <T>(bytes: number, read: (at: number) => T) =>
    Array.from({ length: Math.floor(raw.length / bytes) }, (_, i) => read(i * bytes));
  switch (tensor.data_type) {
    case types.float:
      if (raw.length === 0) return Float32Array.from(tensor.float_data ?? []);
      return new Float32Array(new Uint8Array(raw).buffer, 0, Math.floor(raw.length / 4));
    case types.double:
      return Float32Array.from(raw.length > 0 ? each(8, (at) => raw.readDoubleLE(at)) : (tensor.double_data ?? []));
    case types.int64:
      return raw.length > 0 ? each(8, (at) => Number(raw.readBigInt64LE(at))) : (tensor.int64_data ?? []).map(toNumber);
    case types.int32:
      return raw.length > 0 ? each(4, (at) => raw.readInt32LE(at)) : [...(tensor.int32_data ?? [])];
    case types.bool:
      return raw.length > 0 ? [...raw] : [...(tensor.int32_data ?? [])];
    case types.float16:
    case types.bfloat16:
      throw notFloat(tensor, "has 16-bit floats: export the model in float32");
    default:
      throw notFloat(tensor, "has numbers that are not floats: a quantised model cannot be imported");
  }
}

function notFloat({ name }: TensorMessage, why: string): CompressError {
  return new CompressError("unsupported_layer", `Weight ${name ?? ""} cannot be imported: it ${why}.`);
}
