import { setImmediate } from "node:timers/promises";
import { quantileSorted } from "d3-array";
import { CompressError } from "../errors.ts";
import { tf } from "../tensorflow.ts";
import { type Inference, type InferenceEngine, openInference } from "./inference.ts";

/** How long one batch takes on this machine, from handing the images over to having the scores. */
export interface Latency {
  batchSize: number;
  engine: InferenceEngine;
  /** Milliseconds for the whole batch: the median, and what 19 of 20 runs stay under. */
  p50Ms: number;
  p95Ms: number;
  /** Measured runs, the warm-up not among them. */
  runs: number;
}

export interface LatencyOptions {
  batchSize: number;
  engine?: InferenceEngine;
  /**
   * Goes on until so many runs of each model and so much time in all: 20 and 1,000 ms; but never
   * beyond 400 runs of each.
   */
  leastRuns?: number;
  leastMs?: number;
  /** Milliseconds; the clock of the machine by default. */
  now?: () => number;
  signal?: AbortSignal | undefined;
}

const warmUps = 3;
const mostRuns = 400;

/** The latency of one model; see `measureLatencies`. */
export async function measureLatency(model: tf.LayersModel, options: LatencyOptions): Promise<Latency> {
  return (await measureLatencies([model], options))[0]!;
}

/**
 * The latencies of several models at one batch size, on images of noise, which cost what others
 * cost.
 *
 * The models take turns, run by run, so that a busy machine slows all of them alike. Each first
 * runs three times unmeasured. All cores that TensorFlow is allowed are used. Between two runs
 * other work of the process gets its turn.
 *
 * @throws CompressError `bad_params` for a batch size or number of runs that is none;
 *   `unsupported_layer`, `out_of_memory`, `aborted`.
 */
export async function measureLatencies(
  models: readonly tf.LayersModel[],
  {
    batchSize,
    engine = "graph",
    leastRuns = 20,
    leastMs = 1_000,
    now = () => performance.now(),
    signal,
  }: LatencyOptions,
): Promise<Latency[]> {
  for (const [what, value] of Object.entries({ "batch size": batchSize, "number of runs": leastRuns }))
    if (!(Number.isInteger(value) && value > 0))
      throw new CompressError("bad_params", `A latency needs a whole ${what} above 0, not ${value}.`);
  const timed: { inference: Inference; images: tf.Tensor; times: number[] }[] = [];
  try {
    for (const model of models) {
      const inference = openInference(model, batchSize, engine);
      const shape = model.inputs[0]!.shape.slice(1) as number[];
      timed.push({ inference, images: noise([batchSize, ...shape]), times: [] });
    }
    const run = ({ inference, images }: (typeof timed)[number]) => {
      const started = now();
      const scores = inference.run(images);
      scores.dataSync();
      const took = now() - started;
      scores.dispose();
      return took;
    };
    for (let warm = 0; warm < warmUps; warm++) for (const each of timed) run(each);
    let total = 0;
    for (let round = 0; round < Math.max(leastRuns, mostRuns); round++) {
      if (round >= leastRuns && total >= leastMs) break;
      for (const each of timed) {
        each.times.push(run(each));
        total += each.times.at(-1)!;
        await setImmediate();
        if (signal?.aborted)
          throw new CompressError("aborted", "The latency measurement was ended.", { cause: signal.reason });
      }
    }
    return timed.map(({ times }) => {
      const sorted = times.sort((a, b) => a - b);
      const [p50Ms, p95Ms] = [quantileSorted(sorted, 0.5)!, quantileSorted(sorted, 0.95)!];
      return { batchSize, engine, p50Ms, p95Ms, runs: sorted.length };
    });
  } finally {
    for (const { inference, images } of timed) {
      inference.dispose();
      images.dispose();
    }
  }
}

/** Values around 0 as normalised images have them; always the same. */
function noise(shape: number[]): tf.Tensor {
  return tf.randomUniform(shape, -2, 2, "float32", 1);
}
