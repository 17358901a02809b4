import { setImmediate } from "node:timers/promises";
import { randomLcg } from "d3-random";
import type { Dataset } from "../../datasets/index.ts";
import { CompressError } from "../errors.ts";
import type { tf } from "../tensorflow.ts";
import { measureAccuracy } from "../training/measure.ts";
import { chooseCuts } from "./allocation.ts";
import { type DependencyGraph, dependencyGraph } from "./dependency-graph.ts";
import { recalibrateBatchNorm } from "./recalibration.ts";
import { sampleSplit } from "./sample-split.ts";
import { type ChannelScores, type ScoreName, scores } from "./scores/index.ts";
import { removeChannels } from "./surgery.ts";

/** What a network can do; `accuracy` is a fraction of 1, `loss` the mean cross-entropy. */
export interface Skill {
  accuracy: number;
  loss: number;
}

/** How a network does without some channels of one group. */
export interface SensitivityPoint extends Skill {
  /** What was asked for, a fraction of the group's channels. */
  rate: number;
  /** What went, in channels. */
  removed: number;
  /** P that is left, a fraction of the model's. */
  parametersLeft: number;
}

/** One group's curve, the rates in the order they were asked for. */
export interface SensitivityCurve {
  group: string;
  /** The layers that make its channels. */
  layers: string[];
  channels: number;
  points: SensitivityPoint[];
}

/** What was measured, and on how many images of the validation split. */
export interface Sensitivity {
  whole: Skill;
  images: number;
  curves: SensitivityCurve[];
}

/** How to measure it. */
export interface SensitivityOptions {
  score: ScoreName;
  /** Fractions of a group's channels. Default: 0.1, 0.2 … 0.9. */
  rates?: readonly number[];
  /** At most so many validation images. Default: all. */
  images?: number | undefined;
  /**
   * Batches of training images for the batch norms' statistics before each measurement. Default: 0,
   * as surgery leaves them.
   */
  recalibrate?: number | undefined;
  batchSize: number;
  /** In [0, 1), seeded by the caller. */
  random: () => number;
  /** Receives the number of measurements done, and of all. */
  report?: ((done: number, all: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

const usualRates = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

/**
 * For each prunable group, how the network does on VALIDATION images without some of that group's
 * channels, lowest scores first, and nothing trained: which layers bear pruning. One channel of
 * each layer stays, whatever the rate. The model is not changed.
 *
 * Source: Li et al., "Pruning Filters for Efficient ConvNets", ICLR 2017, arXiv:1608.08710, section
 * 3.2, figure 2(b).
 *
 * @throws CompressError `bad_params` where a group has no such score, `aborted`, and what measuring
 *   throws.
 */
export async function sensitivity(
  model: tf.LayersModel,
  data: Dataset,
  options: SensitivityOptions,
): Promise<Sensitivity> {
  const { score, rates = usualRates, images = Number.POSITIVE_INFINITY, random, report, signal } = options;
  const graph = dependencyGraph(model);
  const worth = scores[score]({ model, graph, random });
  if (worth.size === 0)
    throw new CompressError(
      "bad_params",
      `No group of this model has channels with score ${score}; choose another one.`,
    );
  const sample = sampleSplit(data, "validation", images, random);
  const seed = random();
  const measure = async (of: tf.LayersModel): Promise<Skill> => {
    const { accuracy, loss } = await measureAccuracy(of, sample, "validation");
    return { accuracy, loss };
  };
  const whole = await measure(model);
  const groups = graph.groups.filter(({ id }) => worth.has(id));
  const curves: SensitivityCurve[] = [];
  for (const { id, producers, channels } of groups) {
    const points: SensitivityPoint[] = [];
    for (const rate of rates) {
      if (signal?.aborted)
        throw new CompressError("aborted", `The sensitivities were ended before ${id}.`, { cause: signal.reason });
      const before = points.at(-1);
      const { cuts, parameters } = cutsAt(graph, worth, id, rate);
      const removed = cuts[0]?.channels.length ?? 0;
      if (before?.removed === removed) points.push({ ...before, rate });
      else {
        const smaller = await removeChannels(model, cuts, graph);
        try {
          const { recalibrate: batches = 0, batchSize } = options;
          await recalibrateBatchNorm(smaller, data, { batches, batchSize, random: randomLcg(seed), signal });
          const all = cutsAt(graph, worth, id, 0).parameters;
          points.push({ rate, removed, parametersLeft: parameters / all, ...(await measure(smaller)) });
        } finally {
          smaller.dispose();
        }
      }
      report?.(curves.length * rates.length + points.length, groups.length * rates.length);
      await setImmediate();
    }
    curves.push({ group: id, layers: producers, channels, points });
  }
  return { whole, images: sample.splits.validation.count, curves };
}

function cutsAt(graph: DependencyGraph, worth: ChannelScores, group: string, rate: number) {
  return chooseCuts(graph, worth, { allocation: "perLayer", rates: new Map([[group, rate]]), atMostPerLayer: 1 });
}

/**
 * Rates for allocation `perLayer` from curves: for each group the largest measured rate up to which
 * accuracy never falls by more than `drop` (a fraction of 1), 0 where there is none.
 */
export function ratesWithin(
  { whole, curves }: Pick<Sensitivity, "whole" | "curves">,
  drop: number,
): Map<string, number> {
  return new Map(
    curves.map(({ group, points }) => {
      const inOrder = points.toSorted((a, b) => a.rate - b.rate);
      const tooMuch = inOrder.findIndex(({ accuracy }) => whole.accuracy - accuracy > drop + 1e-12);
      const borne = tooMuch < 0 ? inOrder : inOrder.slice(0, tooMuch);
      return [group, borne.at(-1)?.rate ?? 0];
    }),
  );
}
