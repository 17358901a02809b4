import { CompressError } from "../errors.ts";

/**
 * The error itself, or CompressError `out_of_memory` in its place when TensorFlow reports that it
 * could not allocate a tensor.
 */
export function explainOutOfMemory(error: unknown): unknown {
  if (error instanceof CompressError || !(error instanceof Error)) return error;
  if (!/\bOOM\b|out of memory|RESOURCE_EXHAUSTED/i.test(error.message)) return error;
  const message = "TensorFlow ran out of memory: use a smaller batch, or a smaller network.";
  return new CompressError("out_of_memory", message, { cause: error });
}
