import { randomLcg } from "d3-random";
import { expect } from "vitest";
import { tf } from "../../../compress/tensorflow.ts";
import { type Batch, batches } from "../../../compress/training/batches.ts";
import { eagerEngine } from "../../../compress/training/eager.ts";
import type { Engine, StepSettings } from "../../../compress/training/engine.ts";
import { graphEngine } from "../../../compress/training/graph.ts";
import type { StepStructure } from "../../../compress/training/step.ts";
import { weightsOf } from "../../../compress/training/weights.ts";
import type { Dataset } from "../../../datasets/index.ts";
import { weightValues } from "./toys.ts";

/**
 * What is compared, and how far apart the engines are in it: in units of 1, or of the largest value
 * where that is more.
 */
export interface Difference {
  what: string;
  apart: number;
}

const settings: StepSettings = {
  learningRate: 0.01,
  momentum: 0.9,
  weightDecay: 1e-2,
  batchNormScaleL1: 0.01,
  seed: [3, 5],
};

/** How to compare. */
export interface ComparisonOptions {
  structure?: StepStructure;
  batchSize?: number;
  /** Compares one step alone, as the float noise of deep networks grows by itself. */
  oneStep?: boolean;
}

interface Measured {
  what: string;
  values: number[];
}

/**
 * The largest difference between the traced and the eager engine: in the gradient of every weight
 * and in every moving statistic after one step, in loss and hits; and then in the weights after a
 * second step with momentum, decay and the rest, and in an evaluation whose last rows do not count.
 *
 * The gradient is what a step at rate 1 without momentum or decay takes off a weight. `make` gives
 * the same model each time; all are disposed.
 */
export function largestDifference(make: () => tf.LayersModel, data: Dataset, options?: ComparisonOptions): Difference {
  return largest(measure("graph", make(), data, options), measure("eager", make(), data, options));
}

/** Moves every weight by a unit in its last place, up or down by chance. */
export function nudged(model: tf.LayersModel, seed: number): tf.LayersModel {
  const random = randomLcg(seed);
  for (const { value } of weightsOf(model)) {
    const moved = value.dataSync<"float32">().map((weight) => weight * (1 + (random() < 0.5 ? -1 : 1) * 2 ** -23));
    tf.tidy(() => value.assign(tf.tensor(moved, value.shape)));
  }
  return model;
}

function largest(one: Measured[], other: Measured[]): Difference {
  const differences = one.map(({ what, values }, i): Difference => {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const apart = values.reduce((most, value, j) => Math.max(most, Math.abs(value - other[i]!.values[j]!)), 0);
    return { what, apart: apart / scale };
  });
  return differences.reduce((worst, each) => (each.apart > worst.apart || Number.isNaN(each.apart) ? each : worst));
}

function measure(
  kind: "graph" | "eager",
  model: tf.LayersModel,
  data: Dataset,
  { structure = { nesterov: true, sparse: true }, batchSize = 8, oneStep = false }: ComparisonOptions = {},
): Measured[] {
  const live = tf.memory().numTensors;
  const sizes = { train: batchSize, ...(!oneStep && { evaluate: batchSize }) };
  const engine = kind === "graph" ? graphEngine(model, structure, sizes) : eagerEngine(model, structure);
  const [batch] = batches(data.splits.train, data, { batchSize });
  const measured = afterOneStep(model, engine, batch!);
  if (!oneStep) measured.push(...afterAnother(model, engine, batch!));
  engine.dispose();
  expect(tf.memory().numTensors, `the ${kind} engine leaves nothing behind`).toBe(live);
  model.dispose();
  return measured;
}

/** Gradients and statistics; the weights are then what they were. */
function afterOneStep(model: tf.LayersModel, engine: Engine, batch: Batch): Measured[] {
  const before = weightValues(model);
  const weights = weightsOf(model);
  const plain = { ...settings, learningRate: 1, momentum: 0, weightDecay: 0, batchNormScaleL1: 0 };
  const { loss, correct } = engine.train(batch, plain);
  engine.pull();
  const measured = weightValues(model).map(({ name, values }, w): Measured => {
    if (!weights[w]!.trainable) return { what: `statistic ${name}`, values };
    return { what: `gradient of ${name}`, values: values.map((value, i) => before[w]!.values[i]! - value) };
  });
  for (const { value, index } of weights) tf.tidy(() => value.assign(tf.tensor(before[index]!.values, value.shape)));
  engine.push();
  return [...measured, { what: "loss and hits", values: [loss, correct] }];
}

function afterAnother(model: tf.LayersModel, engine: Engine, batch: Batch): Measured[] {
  const { loss, correct } = engine.train(batch, settings);
  engine.pull();
  const after = weightValues(model).map(({ name, values }): Measured => ({ what: `${name} after two steps`, values }));
  const seen = engine.evaluate({ ...batch, fresh: batch.size - 3 });
  return [...after, { what: "loss and hits later", values: [loss, correct, seen.loss, seen.correct] }];
}
