import {
  countCost,
  dependencyGraph,
  importModel,
  layerNames,
  matchingLayers,
  peakMemory,
  trainModel,
} from "../../compress/index.ts";
import type { Dataset } from "../../datasets/index.ts";
import { randomness } from "../randomness.ts";
import type { CheckJob, Report } from "./jobs.ts";
import { dataFor } from "./model-data.ts";
import { planFor } from "./plan.ts";

/** What a file holds, and what compressing it would meet, before any data is needed. */
export interface CheckResult {
  input: number[];
  classes: number;
  parameters: number;
  flops: number;
  /** Channels that go together: the first layer that makes them, all of those, and how many there are. */
  groups: { id: string; layers: string[]; channels: number }[];
  /** What stays whole, and why. */
  whole: { layer: string; sentence: string }[];
  /** Part of the parameters that is in weights whose channels can go. */
  prunable: number;
  /** Bytes of weights and tensors that inference needs at least, for one image. */
  inferenceBytes: number;
  /**
   * One training step here: its images, and its seconds, the median of a few; bytes by which the
   * process grew in all of them, TensorFlow's own included. Null with the reason where it cannot be trained.
   */
  training: { batchSize: number; secondsPerStep: number; bytes: number } | { refused: string };
  /** What does not fit the data; empty where it fits, null without data. */
  misfits: string[] | null;
  /** Training images of the data. */
  trainImages: number | null;
}

const batchSize = 16;
const steps = 5;

/**
 * Reads a model from its file and looks at it without data: it trains a copy for five steps on noise.
 *
 * @throws CompressError `bad_model` or `unsupported_layer` with all that stands in the way.
 */
export async function checkModel(
  { file, size, keep, dataset, seed }: CheckJob,
  home: string,
  report: Report,
): Promise<CheckResult> {
  const data = dataset && (await dataFor(dataset, seed, home));
  const open = size ?? (data && ([data.shape[0], data.shape[1]] as const));
  const model = await importModel(file, open && { size: open });
  try {
    const [, ...input] = model.inputs[0]!.shape as number[];
    const classes = model.outputs[0]!.shape.at(-1)!;
    const { parameters, flops } = countCost(model);
    const graph = dependencyGraph(model, keep && matchingLayers(keep, layerNames(model)));
    const reached = new Set(graph.groups.flatMap(({ members }) => members.map(({ weight }) => weight)));
    const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
    const counted = [...graph.weights].filter(([name]) => !/\/moving_(mean|variance)$/.test(name));
    const of = (weights: typeof counted) => weights.reduce((sum, [, shape]) => sum + size(shape), 0);
    report({ stage: "check", done: 0.5, note: `${steps} training steps on noise` });
    return {
      ...{ input, classes, parameters, flops },
      groups: graph.groups.map(({ id, producers, channels }) => ({ id, layers: producers, channels })),
      whole: graph.fixed.map(({ layer, sentence }) => ({ layer, sentence })),
      prunable: of(counted.filter(([name]) => reached.has(name))) / of(counted),
      inferenceBytes: peakMemory(model, 1),
      training: await timed(model, input, classes),
      misfits: data ? misfits(input, classes, data) : null,
      trainImages: data?.splits.train.count ?? null,
    };
  } finally {
    model.dispose();
  }
}

async function timed(
  model: Parameters<typeof trainModel>[0],
  input: number[],
  classes: number,
): Promise<CheckResult["training"]> {
  const data = noise(input as [number, number, number], classes);
  const before = process.memoryUsage().rss;
  const times: number[] = [];
  try {
    const plan = planFor("none", { epochs: steps, batchSize, learningRate: 1e-6 });
    await trainModel(model, data, plan, {
      random: randomness(1)("check"),
      report: () => times.push(performance.now()),
    });
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
  const apart = times.slice(1).map((time, i) => (time - times[i]!) / 1000);
  const secondsPerStep = apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)]!;
  const bytes = Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
  return { batchSize, secondsPerStep, bytes };
}

/** One batch of noise in the shape that the model takes. */
function noise(shape: [number, number, number], classes: number): Dataset {
  const draw = randomness(1)("noise");
  const size = shape[0] * shape[1] * shape[2];
  const images = Uint8Array.from({ length: batchSize * size }, () => Math.floor(256 * draw()));
  const labels = Uint16Array.from({ length: batchSize }, (_, i) => i % classes);
  const split = { images, labels, count: batchSize };
  const channels = <T>(value: T) => Array<T>(shape[2]).fill(value);
  return {
    name: "noise",
    classes: Array.from({ length: classes }, (_, i) => String(i)),
    shape,
    splits: { train: split, validation: split, test: split },
    normalisation: { mean: channels(0.5), std: channels(0.29) },
    fingerprint: "noise",
  };
}

function misfits(input: number[], classes: number, data: Dataset): string[] {
  const [ours, theirs] = [input.join("x"), data.shape.join("x")];
  return [
    ...(ours === theirs
      ? []
      : [
          `It takes images of ${ours}; ${data.name} has ${theirs}: add the data again with --size, or build the model for that size.`,
        ]),
    ...(classes === data.classes.length
      ? []
      : [`It tells ${classes} classes apart; ${data.name} has ${data.classes.length}.`]),
  ];
}
