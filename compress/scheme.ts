import type { Step } from "../graph/index.ts";
import { countCost } from "./cost/count.ts";
import { CompressError } from "./errors.ts";
import { measureModel, settleAndMeasure } from "./measure-model.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { operators } from "./operators/index.ts";
import type { ChannelCut } from "./prune/cuts.ts";
import { copyModel } from "./prune/surgery.ts";
import { quantizationsOf } from "./store/quantization.ts";
import { storedWeights } from "./store/stored-weights.ts";
import type { tf } from "./tensorflow.ts";

/** What one step did and what it left. */
export interface Stage {
  operator: string;
  /** P and F of the model after the step. */
  parameters: number;
  flops: number;
  /** Fractions of 1. Choose by the first, report the second. */
  validationAccuracy: number;
  testAccuracy: number;
  /** Of the step alone, without measuring. */
  seconds: number;
  /** Channels it removed; replayed by `removeChannels`. */
  cuts: ChannelCut[];
  /** Validation accuracy after each epoch of its training, where that was watched. */
  curve?: number[];
}

/** What a scheme returned. */
export interface SchemeResult {
  /** A new model, which the caller disposes. */
  model: tf.LayersModel;
  /** One line per step, in order. */
  stages: Stage[];
  /** What the operators noted, in order. */
  notes: string[];
}

/** A step whose operator exists and whose parameters are right. */
export interface CheckedStep {
  operator: Operator<unknown>;
  params: unknown;
}

/**
 * Runs the steps of a scheme one after another, and measures the model after each, its batch norms
 * settled on training images before (`settleAndMeasure`).
 *
 * Every step is checked before the first one runs. The given model is not changed; without steps
 * the result is a copy.
 *
 * @throws CompressError `unknown_operator`, `bad_params`, `aborted`, and whatever a step throws;
 *   nothing is left behind then.
 */
export async function runSteps(
  model: tf.LayersModel,
  steps: readonly Step[],
  context: OperatorContext,
): Promise<SchemeResult> {
  const checked = steps.map(checkedStep);
  const stages: Stage[] = [];
  const notes: string[] = [];
  const note = (sentence: string) => {
    notes.push(sentence);
    context.note?.(sentence);
  };
  const { teacher = model, startParameters = countCost(model).parameters } = context;
  let current = await copyModel(model);
  try {
    for (const [index, { operator, params }] of checked.entries()) {
      if (context.signal?.aborted)
        throw new CompressError(
          "aborted",
          `Stopped before ${operator.id}, step ${stages.length + 1} of ${steps.length}.`,
          {
            cause: context.signal.reason,
          },
        );
      const cuts: ChannelCut[] = [];
      const onCuts = (made: ChannelCut[]) => {
        cuts.push(...made);
        context.onCuts?.(made);
      };
      context.onStep?.(operator.id);
      const started = performance.now();
      const watch = index === checked.length - 1 ? context.watch : undefined; // before others it ends nothing
      const inStep = { ...context, teacher, startParameters, note, onCuts, watch };
      const next = await operator.apply(current, params, inStep);
      const seconds = (performance.now() - started) / 1000;
      if (quantizationsOf(current).size > 0 && storedWeights(current).quantized && !storedWeights(next).quantized)
        note(`${operator.id}: the weights were quantized before, and are 32-bit floats again.`);
      current.dispose();
      current = next;
      const { data, signal } = context;
      const { macs: _, ...measured } = operator.keepsStatistics
        ? await measureModel(current, data)
        : await settleAndMeasure(current, data, { signal });
      stages.push({ operator: operator.id, ...measured, seconds, cuts });
    }
    return { model: current, stages, notes };
  } catch (error) {
    current.dispose();
    throw error;
  }
}

/** Whether these steps could run: `unknown_operator` or `bad_params` otherwise, naming the step. */
export function checkSteps(steps: readonly Step[]): void {
  for (const [index, step] of steps.entries()) checkedStep(step, index);
}

/**
 * A step with its operator, and its parameters with their defaults.
 *
 * @throws CompressError `unknown_operator` or `bad_params`, naming the step by its place, from 0.
 */
export function checkedStep(step: Step, index: number): CheckedStep {
  const operator = Object.hasOwn(operators, step.operator) ? operators[step.operator] : undefined;
  if (operator === undefined) {
    const known = Object.keys(operators).join(", ");
    throw new CompressError(
      "unknown_operator",
      `Step ${index + 1}: there is no operator "${step.operator}"; there are ${known}.`,
    );
  }
  const params = operator.params.safeParse(step.params);
  if (!params.success) {
    const faults = params.error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join(".")}: ${message}` : message,
    );
    throw new CompressError("bad_params", `Step ${index + 1}, ${operator.id}: ${faults.join("; ")}.`, {
      cause: params.error,
    });
  }
  return { operator, params: params.data };
}
