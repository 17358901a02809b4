import { readWeights, type WeightValues } from "../model/build.ts";
import type { tf } from "../tensorflow.ts";
import { decode, encode, type Quantization, quantizationsOf } from "./quantization.ts";

/** One weight as model.json lists it. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: "float32";
  quantization?: Quantization & { original_dtype: "float32" };
}

/**
 * A model's weights as they are stored: what model.json lists, and the bytes of weights.bin.
 *
 * A weight that no longer has the values of its quantization, as something changed it since, is
 * stored as 32-bit floats.
 */
export function storedWeights(model: tf.LayersModel): {
  specs: WeightSpec[];
  bytes: Uint8Array<ArrayBuffer>;
  /** Whether any weight is stored in less than 32 bits. */
  quantized: boolean;
} {
  const quantizations = quantizationsOf(model);
  const parts: Uint8Array[] = [];
  const specs = readWeights(model).map(({ name, shape, values }): WeightSpec => {
    const how = quantizations.get(name);
    const codes = how && encode(values, how);
    if (how && codes && decode(codes, how).every((value, i) => value === values[i])) {
      parts.push(codes);
      return { name, shape, dtype: "float32", quantization: { ...how, original_dtype: "float32" } };
    }
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return { name, shape, dtype: "float32" };
  });
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { specs, bytes, quantized: specs.some(({ quantization }) => quantization !== undefined) };
}

/** The bytes that a listed weight takes. */
export function storedLength({ shape, quantization }: WeightSpec): number {
  const numbers = shape.reduce((product, size) => product * size, 1);
  return numbers * (quantization === undefined ? 4 : quantization.dtype === "uint8" ? 1 : 2);
}

/** The values of stored weights; the number of bytes must be that of their lengths. */
export function readStored(specs: readonly WeightSpec[], bytes: Uint8Array): WeightValues[] {
  let offset = 0;
  return specs.map((spec): WeightValues => {
    const own = new Uint8Array(bytes.subarray(offset, offset + storedLength(spec))); // a copy, aligned for floats
    offset += own.length;
    const { name, shape, quantization } = spec;
    return { name, shape, values: quantization ? decode(own, quantization) : new Float32Array(own.buffer) };
  });
}
