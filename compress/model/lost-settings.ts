import type { tf } from "../tensorflow.ts";

/** Members that the layers have and their declarations keep private. */
interface Insides {
  depthMultiplier?: number;
  depthwiseConstraint?: { getClassName(): string; getConfig(): Record<string, unknown> } | null;
}

/**
 * What TensorFlow.js 4.22 omits or gets wrong when it writes a layer's settings down, in the words
 * of model.json: a separable convolution's multiplier is lost, and a depthwise one's regulariser is
 * written in the place of its constraint.
 */
export function forgottenSettings(layer: tf.layers.Layer): Record<string, unknown> {
  const { depthMultiplier, depthwiseConstraint } = layer as unknown as Insides;
  const kind = layer.getClassName();
  if (kind === "SeparableConv2D") return { depth_multiplier: depthMultiplier };
  if (kind !== "DepthwiseConv2D") return {};
  const settings = Object.entries(depthwiseConstraint?.getConfig() ?? {});
  const config = Object.fromEntries(settings.map(([key, value]) => [snakeCase(key), value]));
  const constraint = depthwiseConstraint && { class_name: depthwiseConstraint.getClassName(), config };
  return { depthwise_constraint: constraint ?? null };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
