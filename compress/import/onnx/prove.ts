import { CompressError } from "../../errors.ts";
import { loadRuntime } from "../../export/onnx/run-onnx.ts";
import { tf } from "../../tensorflow.ts";
import { endsInSoftmax } from "../../training/rewrite.ts";
import type { OnnxEnd } from "./graph-file.ts";

/** The largest difference, as a part of the largest number that comes out. */
const allowed = 1e-5;

/** Images of noise that are compared. */
const images = 4;

export interface Proof {
  file: string;
  bytes: Uint8Array;
  /** The file's input, of which an open batch is undefined, and the output that the model's is. */
  input: OnnxEnd;
  output: OnnxEnd;
  channelsFirst: boolean;
}

/**
 * Runs a model and the ONNX file that it was read from on the same images of noise.
 *
 * Of probabilities their logarithms are compared too: they differ as the logits do.
 *
 * @throws CompressError `bad_model` where they differ by more than 1e-5 of the largest number, or
 *   where onnxruntime does not take the file; `native_missing` where it is not on this machine.
 */
export async function proveSame(
  model: tf.LayersModel,
  { file, bytes, input, output, channelsFirst }: Proof,
): Promise<void> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const failed = (cause: Error) => {
    throw new CompressError("bad_model", `onnxruntime does not run ${file}: ${cause.message}`, { cause });
  };
  const session = await InferenceSession.create(file, { executionProviders: ["cpu"], logSeverityLevel: 3 }).catch(
    (cause) =>
      InferenceSession.create(bytes, { executionProviders: ["cpu"], logSeverityLevel: 3 }).catch(() => failed(cause)),
  );
  try {
    const at = input.shape[0] ?? images;
    const gaps: number[] = [];
    for (let first = 0; first < images; first += at) {
      const noise = tf.randomNormal([at, ...(model.inputs[0]!.shape.slice(1) as number[])], 0, 1, "float32", 1 + first);
      const theirs = tf.tidy(() =>
        (channelsFirst ? tf.transpose(noise, [0, 3, 1, 2]) : noise).dataSync<"float32">().slice(),
      );
      const shape = channelsFirst ? [0, 3, 1, 2].map((axis) => noise.shape[axis]!) : noise.shape;
      const ours = tf.tidy(() => (model.predict(noise, { batchSize: at }) as tf.Tensor).dataSync<"float32">().slice());
      noise.dispose();
      const results = await session
        .run({ [input.name]: new Tensor("float32", theirs, shape) }, [output.name])
        .catch(failed);
      const wanted = results[output.name]!.data as Float32Array;
      gaps.push(gap(ours, wanted));
      if (endsInSoftmax(model)) gaps.push(gap(logarithms(ours), logarithms(wanted)));
    }
    const most = Math.max(...gaps);
    if (!(most <= allowed))
      throw new CompressError(
        "bad_model",
        `The network as it was read from ${file} differs from onnxruntime's results by ${most.toPrecision(2)} of the largest, and ${allowed} is allowed; it was not imported.`,
      );
  } finally {
    await session.release();
  }
}

/** Not a number where one of them is not. */
function gap(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return Number.NaN;
  const scale = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const most = ours.reduce((worst, value, i) => {
    const apart = Math.abs(value - theirs[i]!);
    return apart <= worst ? worst : apart;
  }, 0);
  return most === 0 ? 0 : most / scale;
}

/** Below 1e-30, what is not a number of 32 bits any more is all the same. */
function logarithms(values: Float32Array): Float32Array {
  return values.map((value) => Math.log(Math.max(value, 1e-30)));
}
