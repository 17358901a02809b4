import { unsupported } from "./obstacles.ts";
import { activated, type Part, rectified, scaled } from "./parts.ts";

/** An activation: inside a layer, where TensorFlow.js has it, and otherwise as layers behind it. */
export interface ActivationInWords {
  inside: string;
  /** Their numbers in `takes` count from the layer itself, which is 0. */
  after: readonly Part[];
}

/** Keras' activations that TensorFlow.js computes in the same way, by the name it has for them. */
const same: Record<string, string> = {
  linear: "linear",
  relu: "relu",
  relu6: "relu6",
  elu: "elu",
  celu: "elu", // of alpha 1, which a name alone says
  selu: "selu",
  sigmoid: "sigmoid",
  softmax: "softmax",
  log_softmax: "log_softmax",
  softplus: "softplus",
  softsign: "softsign",
  tanh: "tanh",
  silu: "swish",
  mish: "mish",
  gelu: "gelu",
};

/** relu6(x + 3) / 6, of Keras 3. */
const hardSigmoid = [scaled(1, 3), rectified(6), scaled(1 / 6)];
const hardSilu: Part[] = [...hardSigmoid, { class_name: "Multiply", config: {}, takes: [0, 3] }];

/** Those that other layers can stand for. */
const lowered: Record<string, readonly Part[]> = {
  hard_sigmoid: hardSigmoid,
  hard_silu: hardSilu,
  hard_tanh: [scaled(1, 1), rectified(2), scaled(1, -1)],
  leaky_relu: [{ class_name: "LeakyReLU", config: { alpha: 0.2 } }],
  log_sigmoid: [scaled(-1), activated("softplus"), scaled(-1)],
};

/** Other names of the same functions. */
const aliases: Record<string, string> = { swish: "silu", hard_swish: "hard_silu" };

/** The activations that can be imported. */
export const importableActivations: readonly string[] = [...Object.keys(same), ...Object.keys(lowered)];

/**
 * An activation as a file of Keras has it.
 *
 * @param major 2 or 3: their `hard_sigmoid` are two functions
 * @throws CompressError `unsupported_layer` for a function that is not known.
 */
export function activationInWords(value: unknown, layer: string, major: number | undefined): ActivationInWords {
  const given = nameOf(value);
  const name = Object.hasOwn(aliases, given) ? aliases[given]! : given;
  if (name === "hard_sigmoid" && major === 2) return { inside: "hard_sigmoid", after: [] }; // 0.2 x + 0.5, as TensorFlow.js has it
  if (Object.hasOwn(same, name)) return { inside: same[name]!, after: [] };
  if (Object.hasOwn(lowered, name)) return { inside: "linear", after: lowered[name]! };
  throw unsupported(layer, `its activation ${name} is not known (known: ${importableActivations.join(", ")})`);
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "linear";
  if (typeof value !== "object") return String(value);
  const { class_name, config } = value as { class_name?: unknown; config?: unknown };
  return String(typeof config === "string" ? config : class_name);
}
