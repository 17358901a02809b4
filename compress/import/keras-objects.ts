import { CompressError } from "../errors.ts";

/** A Keras object in a file: an initializer, a regulariser, an activation. */
interface KerasObject {
  class_name: string;
  config: Record<string, unknown> | string | null;
}

/** Initializers by class, with the settings that TensorFlow.js knows. */
const initializers: Record<string, readonly string[]> = {
  Zeros: [],
  Ones: [],
  Constant: ["value"],
  GlorotUniform: [],
  GlorotNormal: [],
  HeUniform: [],
  HeNormal: [],
  LeCunUniform: [],
  LeCunNormal: [],
  RandomUniform: ["minval", "maxval"],
  RandomNormal: ["mean", "stddev"],
  TruncatedNormal: ["mean", "stddev"],
  VarianceScaling: ["scale", "mode", "distribution"],
  Orthogonal: ["gain"],
};

/**
 * Only a network trained from scratch needs one, so one that TensorFlow.js lacks becomes Keras'
 * default, GlorotUniform. Seeds are omitted.
 */
export function initializer(value: unknown): KerasObject | null {
  if (value === null || value === undefined) return null;
  const given: KerasObject = isObject(value) ? value : { class_name: String(value), config: {} };
  const plain = (name: string) => name.toLowerCase().replaceAll("_", "");
  const class_name =
    Object.keys(initializers).find((name) => plain(name) === plain(given.class_name)) ?? "GlorotUniform";
  const settings: Record<string, unknown> =
    given.config !== null && typeof given.config === "object" ? given.config : {};
  const known = initializers[class_name]!.filter((key) => typeof settings[key] !== "object" && key in settings);
  return { class_name, config: Object.fromEntries(known.map((key) => [key, settings[key]])) };
}

/** @throws CompressError `unsupported_layer` for another regulariser than L1, L2 or both. */
export function regularizer(value: unknown, layer: string): KerasObject | null {
  if (value === null || value === undefined) return null;
  if (isObject(value) && typeof value.config === "object" && /^L1L2$|^L1$|^L2$/i.test(value.class_name)) {
    const { l1 = 0, l2 = 0 } = value.config ?? {};
    return { class_name: "L1L2", config: { l1: Number(l1), l2: Number(l2) } };
  }
  const name = isObject(value) ? value.class_name : String(value);
  throw new CompressError(
    "unsupported_layer",
    `Layer ${layer} cannot be imported: its regulariser ${name} is not known.`,
  );
}

function isObject(value: unknown): value is KerasObject {
  return typeof value === "object" && value !== null && "class_name" in value;
}
