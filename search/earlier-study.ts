import type { StrategyId } from "../graph/index.ts";
import type { MeasuredStep } from "./step-model.ts";

/** What an earlier study measured, as a search learns from it. */
export interface EarlierStudy {
  name: string;
  /** How far its task is from this one: the distance of their normalised features. */
  apart: number;
  steps: readonly EarlierStep[];
}

/** One step of an earlier study, each rate against that study's original model. */
export interface EarlierStep {
  /** Ids of the scheme's strategies, in the order they ran; the last one is the step. */
  scheme: readonly StrategyId[];
  /** AR and PR of the scheme before it, fractions. */
  before: { ar: number; pr: number };
  after: { ar: number; pr: number };
}

const mostSteps = 40;

/**
 * The steps among a study's measured schemes: those whose parent was measured too, or is START. Of
 * more than 40, forty spread evenly over the study's course.
 *
 * @param measured in the order they were measured
 */
export function earlierSteps(
  measured: readonly { scheme: readonly StrategyId[]; ar: number; pr: number }[],
): EarlierStep[] {
  const states = new Map([["", { ar: 0, pr: 0 }]]);
  for (const { scheme, ar, pr } of measured) states.set(scheme.join(), { ar, pr });
  const steps = measured.flatMap(({ scheme, ar, pr }) => {
    const before = states.get(scheme.slice(0, -1).join());
    return before && scheme.length > 0 ? [{ scheme, before, after: { ar, pr } }] : [];
  });
  if (steps.length <= mostSteps) return steps;
  return Array.from({ length: mostSteps }, (_, i) => steps[Math.floor((i * steps.length) / mostSteps)]!);
}

/** An earlier study's step among this study's candidates; null where it has other strategies. */
export function placed(
  { scheme, before, after }: EarlierStep,
  places: ReadonlyMap<StrategyId, number>,
): MeasuredStep | null {
  const steps = scheme.map((id) => places.get(id));
  if (!steps.every((step) => step !== undefined)) return null;
  const candidate = steps.at(-1);
  if (candidate === undefined) return null;
  return { state: { ...before, steps: steps.slice(0, -1) }, candidate, change: after.ar - before.ar };
}
