import { extrapolate } from "../../search/index.ts";
import { leastChance, leastSeen, strongest, worthWatching } from "../training/early-end.ts";
import type { StepRecord } from "./step-record.ts";

/** What ending trainings early would have done to steps that all ran to their ends. */
export interface EarlyEnds {
  /** Trainings that are long enough to be watched, and those of them that would have been ended. */
  watched: number;
  ended: number;
  /** Epochs of the watched trainings, and how many the ends would have saved. */
  epochs: number;
  saved: number;
  /** Ended ones whose accuracy at the end did beat the rival's. */
  wrong: number;
}

/**
 * Replays the rule of early ends on a search's steps, in the order in which they were measured: each
 * training's curve is shown epoch by epoch, beside what was measured before it.
 *
 * The learning rate falls along a cosine, as in all steps' last trainings.
 *
 * @param images validation images that each accuracy was measured on
 * @param chance δ
 */
export function replayEarlyEnds(
  steps: readonly StepRecord[],
  { images, chance = leastChance }: { images: number; chance?: number },
): EarlyEnds {
  const total: EarlyEnds = { watched: 0, ended: 0, epochs: 0, saved: 0, wrong: 0 };
  const measured: { parameters: number; accuracy: number }[] = [];
  for (const { stages, after } of steps) {
    const { curve = [] } = stages.at(-1)!;
    const epochs = curve.length;
    if (epochs >= worthWatching) {
      total.watched++;
      total.epochs += epochs;
      const rates = curve.map((_, epoch) => (1 + Math.cos((Math.PI * (epoch + 1)) / epochs)) / 2);
      const rival = strongest({ measured }, after.parameters);
      const end = rival && endsAt(curve, rates, images, (above) => above(rival.accuracy) < chance);
      if (rival && end !== undefined) {
        total.ended++;
        total.saved += epochs - end;
        if (after.validationAccuracy > rival.accuracy) total.wrong++;
      }
    }
    measured.push({ parameters: after.parameters, accuracy: after.validationAccuracy });
  }
  return total;
}

/** The first epoch after which a training is ended; undefined where it runs to its end. */
function endsAt(
  curve: readonly number[],
  rates: readonly number[],
  images: number,
  improbable: (above: (accuracy: number) => number) => boolean,
): number | undefined {
  for (let epoch = leastSeen; epoch < curve.length; epoch++) {
    const { above } = extrapolate({ curve: curve.slice(0, epoch), epochs: curve.length, images, rates });
    if (improbable(above)) return epoch;
  }
  return undefined;
}

/** The sum over several searches. */
export function totalEarlyEnds(all: readonly EarlyEnds[]): EarlyEnds {
  const sum = (of: (one: EarlyEnds) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    watched: sum(({ watched }) => watched),
    ended: sum(({ ended }) => ended),
    epochs: sum(({ epochs }) => epochs),
    saved: sum(({ saved }) => saved),
    wrong: sum(({ wrong }) => wrong),
  };
}
