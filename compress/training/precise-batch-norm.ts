import { setImmediate } from "node:timers/promises";
import { randomLcg } from "d3-random";
import type { Dataset } from "../../datasets/index.ts";
import { peakMemory } from "../cost/peak-memory.ts";
import { CompressError } from "../errors.ts";
import { type Call, callsOf } from "../model/calls.ts";
import { sampleSplit } from "../prune/sample-split.ts";
import { tf } from "../tensorflow.ts";
import { batches } from "./batches.ts";
import { fittingSplit } from "./fit.ts";
import { keepsStatistics } from "./frozen.ts";
import { batchTensors } from "./inputs.ts";
import { explainOutOfMemory } from "./memory.ts";
import type { LayerVariable } from "./weights.ts";

/**
 * Training images that statistics are computed over, or all where there are fewer. Which ones they
 * are then moves an accuracy by 0.2 points, a third of the standard error of 1,000 test images, and
 * more images hardly less: measured in docs/batch-norm.md.
 */
const statisticsImages = 512;

/** The images are drawn by this seed, so every model of the same data sees the same ones. */
const drawSeed = 0.5;
/** Images that go through a layer at a time. */
const chunkSize = 128;
/** Most bytes that tensors between layers may take; a network of large ones sees fewer images. */
const mostBytes = 2 ** 30;

/**
 * What a layer keeps as moving statistics; `axis` is that of its channels, none where it has one
 * mean.
 */
interface Kept {
  mean: LayerVariable;
  variance: LayerVariable;
  axis: number | undefined;
}

/** Mean and variance of each channel. */
interface Moments {
  mean: Float64Array;
  variance: Float64Array;
}

/**
 * Replaces the moving mean and variance of every batch norm, and of LMA's activations, by the exact
 * ones of what the layer is given on training images, in place. Nothing learns.
 *
 * Layers are settled one after another, each on what those before it return with their new
 * statistics; so every batch norm returns mean 0 and variance 1, before its scale and shift, on
 * these images. What is replaced is not read: a second call changes nothing. A layer that is used
 * several times gets the mean over its uses, each of which works by its own. A model that keeps no
 * statistics stays as it is, and costs nothing; so does a batch norm that does not learn
 * (`keepsStatistics`). Returns how many layers were settled.
 *
 * Moving averages lag behind after surgery, and after a training that was short for their momentum.
 * Source: "precise batch norm" of Wu and Johnson, "Rethinking 'Batch' in BatchNorm",
 * arXiv:2105.07576, section 3; after pruning it is the "adaptive batch normalisation" of Li et al.,
 * "EagleEye", ECCV 2020, arXiv:2007.02491. Differs: statistics over all images at once, not the
 * mean of those of several batches, in each of which earlier layers work by the batch's own; images
 * are not augmented, as those that a network is used on are not.
 *
 * @throws CompressError `training_diverged` where a statistic is not finite, `aborted`,
 *   `out_of_memory`, and what training throws for a model and data that do not fit; then nothing
 *   has changed.
 */
export async function preciseBatchNorm(
  model: tf.LayersModel,
  data: Dataset,
  { images = statisticsImages, signal }: { images?: number; signal?: AbortSignal | undefined } = {},
): Promise<number> {
  fittingSplit(model, data, "train");
  const { calls } = callsOf(model);
  const needed = calls.slice(0, calls.findLastIndex(({ layer }) => keptBy(layer)) + 1);
  const kept = new Map(needed.flatMap(({ layer }) => keptBy(layer) ?? []).map((each) => [each.mean, each]));
  if (kept.size === 0) return 0;
  const before = [...kept.values()].flatMap(({ mean, variance }) =>
    [mean, variance].map((variable) => ({ variable, value: variable.read().clone() })),
  );
  const count = Math.max(1, Math.min(images, Math.floor(mostBytes / bytesOfImage(model))));
  try {
    await settle(model, needed, sampleSplit(data, "train", count, randomLcg(drawSeed)), signal);
    return kept.size;
  } catch (error) {
    for (const { variable, value } of before) variable.write(value);
    throw explainOutOfMemory(error);
  } finally {
    for (const { value } of before) value.dispose();
  }
}

/** Bytes of the tensors between layers that are wanted at once, for one image more. */
function bytesOfImage(model: tf.LayersModel): number {
  return peakMemory(model, 2) - peakMemory(model, 1);
}

/**
 * Runs the calls on the whole training split, call by call; a tensor is kept as long as a later
 * call takes it.
 */
async function settle(
  model: tf.LayersModel,
  calls: readonly Call[],
  data: Dataset,
  signal: AbortSignal | undefined,
): Promise<void> {
  const lastUse = new Map(calls.flatMap(({ inputs }, at) => inputs.map((tensor) => [tensor, at] as const)));
  const alive = new Map<string, tf.Tensor[]>();
  const uses = new Map<Kept["mean"], { kept: Kept; each: Moments[] }>();
  const keep = (tensor: string, chunks: tf.Tensor[]) =>
    lastUse.has(tensor) ? void alive.set(tensor, chunks) : tf.dispose(chunks);
  try {
    for (const [at, call] of calls.entries()) {
      if (signal?.aborted)
        throw new CompressError("aborted", `The batch norms' statistics were ended before ${call.name}.`, {
          cause: signal.reason,
        });
      if (call.inputs.length === 0) keep(call.output, imageChunks(model, data));
      else {
        const kept = keptBy(call.layer);
        const inputs = call.inputs.map((tensor) => alive.get(tensor)!);
        if (kept) {
          const now = momentsOf(inputs[0]!, kept.axis);
          if (![...now.mean, ...now.variance].every(Number.isFinite))
            throw new CompressError(
              "training_diverged",
              `What layer ${call.name} is given has no finite mean and variance: lower the learning rate.`,
            );
          write(kept, now);
          const known = uses.get(kept.mean);
          uses.set(kept.mean, { kept, each: [...(known?.each ?? []), now] });
        }
        const outputs = [call.output, ...call.others.map(({ output }) => output)];
        const made = outputs.map((): tf.Tensor[] => []);
        for (const chunk of inputs[0]!.keys()) {
          const given = inputs.map((chunks) => chunks[chunk]!);
          const results = tf.tidy(() => {
            const tensors = call.layer.apply(given.length === 1 ? given[0]! : given, { training: false });
            return (Array.isArray(tensors) ? tensors : [tensors]) as tf.Tensor[];
          });
          for (const [i, tensor] of results.entries()) made[i]!.push(tensor);
          await setImmediate();
        }
        for (const [i, tensor] of outputs.entries()) keep(tensor, made[i]!);
      }
      for (const [tensor, chunks] of alive)
        if (lastUse.get(tensor)! <= at) {
          tf.dispose(chunks);
          alive.delete(tensor);
        }
    }
  } finally {
    for (const chunks of alive.values()) tf.dispose(chunks);
  }
  for (const { kept, each } of uses.values()) if (each.length > 1) write(kept, meanOf(each));
}

/** The statistics that a layer keeps and that move; undefined for one that has none. */
function keptBy(layer: tf.layers.Layer): Kept | undefined {
  if (keepsStatistics(layer)) return undefined;
  const named = (name: string) => layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));
  const [mean, variance] = [named("moving_mean"), named("moving_variance")];
  if (!mean || !variance) return undefined;
  const { axis } = layer as unknown as { axis?: number }; // a batch norm's; LMA's activation has one mean
  return { mean, variance, axis };
}

/** The training split, in tensors of `chunkSize` images, `[chunk, height, width, channels]`. */
function imageChunks(model: tf.LayersModel, data: Dataset): tf.Tensor[] {
  return [...eachChunk(model, data)];
}

function* eachChunk(model: tf.LayersModel, data: Dataset): Generator<tf.Tensor> {
  for (const batch of batches(data.splits.train, data, { batchSize: chunkSize }))
    yield tf.tidy(() => {
      const { images } = batchTensors(model, batch);
      return tf.add(tf.slice(images, 0, batch.fresh), 0); // memory of its own: the batch's is used again
    });
}

/**
 * Mean and variance of all chunks together, for each channel: those of the chunks, and how far the
 * chunks' means are apart.
 */
function momentsOf(chunks: readonly tf.Tensor[], axis: number | undefined): Moments {
  const parts = chunks.map((chunk) =>
    tf.tidy(() => {
      const axes = chunk.shape
        .map((_, i) => i)
        .filter((i) => axis === undefined || i !== (axis + chunk.rank) % chunk.rank);
      const { mean, variance } = tf.moments(chunk, axes);
      return { weight: chunk.shape[0]!, mean: mean.dataSync<"float32">(), variance: variance.dataSync<"float32">() };
    }),
  );
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  const over = (value: (part: (typeof parts)[number], channel: number) => number) =>
    Float64Array.from(parts[0]!.mean, (_, channel) =>
      parts.reduce((sum, part) => sum + (part.weight / all) * value(part, channel), 0),
    );
  const mean = over((part, channel) => part.mean[channel]!);
  const variance = over((part, channel) => part.variance[channel]! + (part.mean[channel]! - mean[channel]!) ** 2);
  return { mean, variance };
}

function meanOf(each: readonly Moments[]): Moments {
  const over = (value: (moments: Moments) => Float64Array) =>
    value(each[0]!).map((_, channel) => each.reduce((sum, of) => sum + value(of)[channel]! / each.length, 0));
  return { mean: over(({ mean }) => mean), variance: over(({ variance }) => variance) };
}

function write({ mean, variance }: Kept, now: Moments): void {
  tf.tidy(() => {
    mean.write(tf.tensor1d(Float32Array.from(now.mean)));
    variance.write(tf.tensor1d(Float32Array.from(now.variance)));
  });
}
