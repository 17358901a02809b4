import type { tf } from "../tensorflow.ts";

/**
 * What a classifier returns for a batch, `[batch, classes]` row by row: logits, and probabilities
 * where it ends in softmax.
 */
export interface Scores {
  logits: Float32Array;
  probabilities: Float32Array | null;
}

/** An exported model, loaded again from its files. Close it always. */
export interface LoadedExport {
  /** What runs it: "onnxruntime 1.30.0". */
  program: string;
  /** `images` `[batch, height, width, channels]` stays the caller's. */
  run(images: tf.Tensor): Promise<Scores>;
  close(): Promise<void>;
}
