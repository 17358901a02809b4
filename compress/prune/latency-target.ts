import { setImmediate } from "node:timers/promises";
import { CompressError } from "../errors.ts";
import type { OperatorContext } from "../operator.ts";
import type { tf } from "../tensorflow.ts";
import type { AllocationTarget } from "./allocation.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { parameterCounter } from "./parameter-count.ts";
import {
  chooseRounded,
  flopsTarget,
  isWhole,
  leastLeft,
  type RemovalGoal,
  refuseImpossible,
  removalTarget,
  tolerance,
} from "./removal.ts";
import type { ChannelScores } from "./scores/index.ts";
import { removeChannels } from "./surgery.ts";

/**
 * What a removal can be a fraction of: the original's parameters, its FLOPs, or its measured
 * latency at batch 1.
 */
export const targetUnits = ["parameters", "flops", "latency"] as const;
export type TargetUnit = (typeof targetUnits)[number];

/** How near a latency should come, a fraction of the original's: clocks are no better. */
const latencyTolerance = 0.03;

/** Smaller models that are built and timed in search of a latency. */
const mostTrials = 7;

/** What is removed, of what, and in which order. */
export interface Removal {
  model: tf.LayersModel;
  graph: DependencyGraph;
  /** By these a latency is searched for. */
  scores: ChannelScores;
  remove: number;
  of: TargetUnit;
  limits: Pick<AllocationTarget, "allocation" | "rates" | "atMostPerLayer" | "roundTo">;
}

/**
 * What to leave when `remove` of the original's parameters, FLOPs or latency goes.
 *
 * @throws CompressError `nothing_left_to_remove` where less than a tenth would be left;
 *   `bad_params` where the original's value, or a way to measure latency, is not known.
 */
export async function removalGoal(removal: Removal, context: OperatorContext, operator: string): Promise<RemovalGoal> {
  const { model, graph, remove, of } = removal;
  if (of === "parameters") return removalTarget(graph, remove, context);
  if (of === "flops") return flopsTarget(model, graph, remove, context);
  return latencyTarget(removal, context, operator);
}

/**
 * The P at which the model is as fast as it should be: bisection over real surgeries, each one
 * timed.
 *
 * As repeatable as the clock: with a `latency` that always returns the same for the same model, a
 * seed makes the same cuts.
 */
async function latencyTarget(removal: Removal, context: OperatorContext, operator: string): Promise<RemovalGoal> {
  const { model, graph, scores, remove, limits } = removal;
  const { latency, original } = context;
  if (latency === undefined)
    throw new CompressError(
      "bad_params",
      `${operator}: a target by latency needs a function that measures latency in its context.`,
    );
  const now = await latency(model);
  const whole = original.latency ?? (isWhole(graph, original.parameters) ? now : undefined);
  if (whole === undefined)
    throw new CompressError(
      "bad_params",
      `${operator}: a target by latency needs the original's: this model has lost parameters already.`,
    );
  refuseImpossible(graph, remove, now, whole, "latency", 0);
  const wanted = now - remove * whole;
  const within = tolerance * original.parameters;
  const all = parameterCounter(graph)(new Map());
  let best = { parameters: all, latency: now };
  let [low, high] = [leastLeft * original.parameters, all];
  for (let trial = 0; trial < mostTrials && Math.abs(best.latency - wanted) > latencyTolerance * whole; trial++) {
    if (context.signal?.aborted)
      throw new CompressError("aborted", `${operator} was ended in search of a latency.`, {
        cause: context.signal.reason,
      });
    const middle = (low + high) / 2;
    const { cuts, parameters } = chooseRounded(graph, scores, { ...limits, parameters: middle, within });
    const smaller = await removeChannels(model, cuts, graph);
    try {
      const measured = await latency(smaller);
      if (Math.abs(measured - wanted) < Math.abs(best.latency - wanted)) best = { parameters, latency: measured };
      if (measured > wanted) high = middle;
      else low = middle;
    } finally {
      smaller.dispose();
    }
    await setImmediate();
  }
  const share = (value: number) => (value / whole).toFixed(3);
  if (Math.abs(best.latency - wanted) > latencyTolerance * whole)
    context.note?.(
      `${operator}: ${share(best.latency)} of the original's latency is left where ${share(wanted)} was the target; no removal that was tried comes nearer.`,
    );
  return { parameters: best.parameters, within };
}
