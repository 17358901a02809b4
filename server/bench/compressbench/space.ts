import { ascending } from "d3-array";
import { z } from "zod";
import type { StepRecord } from "../step-record.ts";
import { hyperparametersOf } from "./columns.ts";

const count = z.int().nonnegative();
const known = z.number().nullable();

/** What a task of the table is: the model that was compressed, and its data. */
export const benchTask = z.strictObject({
  id: z.string(),
  network: z.string(),
  width: count.nullable(),
  dataset: z.string(),
  images: z.strictObject({ training: count, validation: count, test: count }),
  /** E0, by which strategies measure their epochs. */
  pretrainEpochs: count,
  original: z.strictObject({
    parameters: count,
    flops: z.number(),
    validationAccuracy: z.number(),
    testAccuracy: z.number(),
  }),
  /** The paper's seven features of a task. */
  features: z.strictObject({
    categories: known,
    imageSize: known,
    channels: known,
    dataAmount: known,
    parameters: known,
    flops: known,
    accuracy: known,
  }),
});
export type BenchTask = z.infer<typeof benchTask>;

const word = z.union([z.number(), z.string()]);

/** What can be asked of the benchmark: tasks, methods, and what may be set. */
export const benchSpace = z.strictObject({
  tasks: z.array(benchTask).min(1),
  /** The most strategies in a scheme of the table. */
  maxLength: count,
  /** Every hyperparameter, with its values in order; words in the alphabet's. */
  hyperparameters: z.record(z.string(), z.array(word).min(1)),
  /** The hyperparameters of each method. */
  methods: z.record(z.string(), z.array(z.string())),
});
export type BenchSpace = z.infer<typeof benchSpace>;

/**
 * The space of strategies that can run, for these tasks.
 *
 * @param strategies all of them, of the graph
 * @param maxLength the most of them in a scheme
 */
export function spaceOf(
  strategies: readonly { methodId: string; settings: StepRecord["settings"] }[],
  tasks: readonly BenchTask[],
  maxLength: number,
): BenchSpace {
  const names = hyperparametersOf(strategies);
  const methods = [...new Set(strategies.map(({ methodId }) => methodId))].sort(ascending);
  return {
    tasks: tasks.toSorted((a, b) => ascending(a.id, b.id)),
    maxLength,
    hyperparameters: Object.fromEntries(
      names.map((name) => {
        const values = new Set(strategies.flatMap(({ settings }) => settings[name] ?? []));
        return [name, [...values].sort(ascending)];
      }),
    ),
    methods: Object.fromEntries(
      methods.map((method) => {
        const own = strategies.find(({ methodId }) => methodId === method)!.settings;
        return [method, names.filter((name) => name in own)];
      }),
    ),
  };
}
