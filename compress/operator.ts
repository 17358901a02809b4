import type { z } from "zod";
import type { Dataset } from "../datasets/index.ts";
import type { ChannelCut } from "./prune/cuts.ts";
import type { WidthLimits } from "./prune/width-limits.ts";
import type { tf } from "./tensorflow.ts";
import type { TrainOptions, TrainPlan } from "./training/plan.ts";

/** Everything an operator works with besides the model. */
export interface OperatorContext {
  data: Dataset;
  /**
   * The model at the start of the scheme: P(M), E0, the epochs it was trained for, F(M), and its
   * latency as `latency` measures it.
   */
  original: {
    parameters: number;
    pretrainEpochs: number;
    flops?: number | undefined;
    latency?: number | undefined;
  };
  /**
   * What distillation learns from, and P at the start of the strategy's steps; `runSteps` takes the
   * model it receives where the caller sets none.
   */
  teacher?: tf.LayersModel | undefined;
  startParameters?: number | undefined;
  /** What every step has to heed when it makes layers narrower. */
  widths?: WidthLimits | undefined;
  /** In [0, 1), seeded by the caller. */
  random: () => number;
  /**
   * How operators train: batch size, learning rate, schedule and so on; each sets its own epochs.
   */
  plan: TrainPlan;
  report?: TrainOptions["report"];
  /** Watches the training of the last step, where no parameter is removed after it. */
  watch?: TrainOptions["watch"];
  signal?: AbortSignal | undefined;
  /**
   * Measures a model's latency at batch 1, best as a median; in any unit, as only ratios count. For
   * targets by latency.
   */
  latency?: ((model: tf.LayersModel) => Promise<number>) | undefined;
  /**
   * Takes a sentence that a reader of the result should know, such as a cap that stopped the
   * pruning short.
   */
  note?: ((sentence: string) => void) | undefined;
  /** Receives the id of each operator of a scheme before it begins. */
  onStep?: ((operator: string) => void) | undefined;
  /** Takes the channels that an operator removed from the model it received. */
  onCuts?: ((cuts: ChannelCut[]) => void) | undefined;
}

/**
 * One building block of compression methods.
 *
 * `apply` returns a new model, never changes the one it receives, and leaves no other tensor
 * behind, also when it throws.
 */
export interface Operator<P> {
  id: string;
  params: z.ZodType<P>;
  /**
   * Whether the moving statistics that it leaves are meant to be those. By default they are
   * computed anew before the model is measured.
   */
  keepsStatistics?: true;
  apply(model: tf.LayersModel, params: P, context: OperatorContext): Promise<tf.LayersModel>;
}

/** Lets the compiler find out the parameters' type from their schema. */
export function defineOperator<P>(operator: Operator<P>): Operator<P> {
  return operator;
}

/**
 * Table 1's `*n`: a multiple of the epochs the original was trained for, as whole epochs, at least
 * one.
 */
export function wholeEpochs(multiple: number, { pretrainEpochs }: OperatorContext["original"], atLeast = 1): number {
  return Math.max(atLeast, Math.round(multiple * pretrainEpochs));
}
