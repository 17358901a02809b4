import type { NamedArray } from "./fill-weights.ts";

/** A layer's settings as a file of Keras, or model.json, has them. */
export type Settings = Record<string, unknown>;

/** A tensor inside what stands for one Keras layer: what it is given, or what a part of it makes. */
export type PartSource = "first input" | "second input" | number;

/**
 * A layer of TensorFlow.js that stands for a Keras layer, alone or with others. The first part has
 * the Keras layer's name and its weights; the last part makes its output.
 */
export interface Part {
  class_name: string;
  config: Settings;
  /** Default: of the first part all that the layer is given, of another what the part before makes. */
  takes?: readonly PartSource[];
  /** The file's arrays as those of this part, where they are not its weights as they are. */
  arrays?: (stored: readonly NamedArray[]) => readonly NamedArray[];
}

/** y = scale · x + offset. */
export const scaled = (scale: number, offset = 0): Part => ({ class_name: "Rescaling", config: { scale, offset } });

/** Nothing: the tensor under another name. */
export const identity: Part = { class_name: "Activation", config: { activation: "linear" } };

/** An activation of TensorFlow.js. */
export const activated = (activation: string): Part => ({ class_name: "Activation", config: { activation } });

/** A ReLU, cut off above where `most` is given. */
export const rectified = (most?: number): Part => ({
  class_name: "ReLU",
  config: most === undefined ? {} : { max_value: most },
});
