import { hypervolumeHistory, knee, paretoFront } from "../../../../search/index.ts";
import type { Measured, Study, Trial } from "./shapes.ts";

/** Trials that have figures: those that failed have none. */
export function measured(trials: readonly Trial[]): Measured[] {
  return trials.filter((trial): trial is Measured => trial.state !== "failed");
}

/** The rate of the study's third objective, where it has one. */
function thirdRate(study: Pick<Study, "config">): "fr" | "lr" | undefined {
  const { objective } = study.config as { objective?: string };
  return objective === "flops" ? "fr" : objective === "latency" ? "lr" : undefined;
}

/**
 * The front as the server returns it: complete trials that reach the target, Pareto optimal by
 * accuracy on validation data and parameters (and a third rate), most accurate first.
 */
export function frontOf(study: Study, trials: readonly Trial[]): Measured[] {
  const third = thirdRate(study);
  const reached = measured(trials).filter(({ state, pr }) => state === "complete" && pr >= study.target);
  const objectives = (t: Measured) => [t.validationAr, t.pr, ...(third ? [t[third] ?? Number.NEGATIVE_INFINITY] : [])];
  return paretoFront(reached, objectives).sort((a, b) => b.validationAr - a.validationAr || b.pr - a.pr);
}

/** One trial of the front, and why it. */
export interface Choice {
  trial: Measured;
  why: string;
}

/**
 * Chooses from a front: its knee, or by how much accuracy counts beside size, 0 to 1.
 *
 * Both objectives are taken in units of the front's range, as the knee takes them.
 */
export function pick(front: readonly Measured[], accuracyCounts: number | undefined): Choice | undefined {
  const first = front[0];
  if (!first) return undefined;
  if (front.length === 1)
    return { trial: first, why: "It is the only scheme that reaches the target and that no other beats in both." };
  const range = (of: (trial: Measured) => number) => {
    const all = front.map(of);
    const low = Math.min(...all);
    const width = Math.max(...all) - low || 1;
    return (trial: Measured) => (of(trial) - low) / width;
  };
  const [accuracy, size] = [range((t) => t.validationAr), range((t) => t.pr)];
  const share = (value: number) => `${Math.round(100 * value)} %`;
  if (accuracyCounts === undefined) {
    const trial = knee(front, (t) => [t.validationAr, t.pr])!;
    if (accuracy(trial) === 1 || size(trial) === 1)
      return { trial, why: "The front has no knee, so it is its most accurate end: say below what counts." };
    const why = `It is the knee of the front: of what lies between the front's ends it has ${share(accuracy(trial))} of the accuracy and ${share(size(trial))} of the reduction. From here, more of one costs much of the other.`;
    return { trial, why };
  }
  const value = (t: Measured) => accuracyCounts * accuracy(t) + (1 - accuracyCounts) * size(t);
  const trial = front.reduce((best, each) => (value(each) > value(best) + 1e-12 ? each : best));
  const why = `With accuracy counting ${share(accuracyCounts)} and reduction ${share(1 - accuracyCounts)} it has the highest sum: ${value(trial).toFixed(2)} of 1.`;
  return { trial, why };
}

/** How much was dominated after each trial. */
export interface Progress {
  number: number;
  seconds: number;
  volume: number;
}

/**
 * The hypervolume of accuracy and reduction after each trial, as the report has it; only trials
 * that reach the target count.
 *
 * Seconds are those of work: a scheme that begins as an earlier one did pays only for the rest.
 */
export function history(target: number, trials: readonly Trial[]): Progress[] {
  const volumes = hypervolumeHistory(
    trials.map((trial) => (trial.state === "complete" && trial.pr >= target ? [trial.validationAr, trial.pr] : null)),
  );
  let seconds = 0;
  return trials.map((trial, at) => {
    seconds += trial.seconds ?? 0;
    return { number: trial.number, seconds, volume: volumes[at]! };
  });
}
