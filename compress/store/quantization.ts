import { getFloat16, setFloat16 } from "@petamoriken/float16";
import type { tf } from "../tensorflow.ts";

/**
 * How a weight's numbers are stored, in the words of model.json: `value = code * scale + min` for
 * uint8, halves for float16.
 */
export type Quantization = { dtype: "uint8"; scale: number; min: number } | { dtype: "float16" };
export const quantizedTypes = ["float16", "uint8"] as const satisfies readonly Quantization["dtype"][];

/** The largest number that a half can hold. */
const largestHalf = 65_504;

/**
 * The codes of a weight's numbers; null where they cannot be stored so: numbers beyond what a half
 * holds.
 *
 * uint8 is affine over the whole weight, its range widened to hold 0, which has a code of its own,
 * so that zeros stay zeros.
 * Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", CVPR 2018, arXiv:1712.05877, section 2.1, for the weights
 * alone.
 */
export function quantization(values: Float32Array, dtype: Quantization["dtype"]): Quantization | null {
  if (dtype === "float16") return values.every((value) => Math.abs(value) <= largestHalf) ? { dtype } : null;
  let [low, high] = [0, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) return { dtype, scale: 1, min: 0 };
  const scale = (high - low) / 255;
  return { dtype, scale, min: Math.round(low / scale) * scale };
}

/**
 * Numbers as they are stored: one byte each as uint8, two as float16. The nearest code for each.
 */
export function encode(values: Float32Array, how: Quantization): Uint8Array {
  if (how.dtype === "uint8")
    return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.round((value - how.min) / how.scale))));
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) setFloat16(view, 2 * i, values[i]!, true);
  return bytes;
}

/** What stored numbers mean, exactly as TensorFlow.js reads them. */
export function decode(bytes: Uint8Array, how: Quantization): Float32Array {
  if (how.dtype === "uint8") return Float32Array.from(bytes, (code) => code * how.scale + how.min);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => getFloat16(view, 2 * i, true));
}

/** How a model's weights are to be stored, by full name; the others as 32-bit floats. */
export type Quantizations = ReadonlyMap<string, Quantization>;

const known = new WeakMap<tf.LayersModel, Quantizations>();

/**
 * Sets how a model's weights, which have such values already, are to be stored. A model made from
 * it does not keep that.
 */
export function setQuantizations(model: tf.LayersModel, quantizations: Quantizations): void {
  known.set(model, quantizations);
}

/** How a model's weights are to be stored; empty for a model of 32-bit floats. */
export function quantizationsOf(model: tf.LayersModel): Quantizations {
  return known.get(model) ?? new Map();
}
