import {
  countCost,
  type Measurement,
  measureAccuracy,
  measureModel,
  type OperatorContext,
  whileSettled,
} from "../../compress/index.ts";
import type { Dataset } from "../../datasets/index.ts";
import { extrapolate } from "../../search/index.ts";
import { percent } from "../format.ts";
import type { EarlyEndRule, Pruning } from "./jobs.ts";

/** A training is watched from so many epochs on, and ends after so many of them at the soonest. */
export const worthWatching = 4;
export const leastSeen = 3;
/** δ: a study's training ends early when it beats the front less probably than this. */
export const leastChance = 0.05;

/** Thrown out of a training that ends early: why, and what there is of the model. */
export class EndedEarly extends Error {
  readonly pruning: Pruning;
  readonly figures: Measurement;

  constructor(pruning: Pruning, figures: Measurement) {
    super(pruning.reason);
    this.pruning = pruning;
    this.figures = figures;
  }
}

/** Watches one training. */
export interface TrainingWatch {
  watch: NonNullable<OperatorContext["watch"]>;
  /** Validation accuracy after each epoch so far. */
  curve: number[];
}

/**
 * Watches the last training of a strategy, whose parameters are final: measures the model on all
 * validation images after each epoch, its batch norms settled as for the final measurement, and
 * throws `EndedEarly` once it is improbable that the end beats the most accurate scheme that is no
 * larger. It costs 512 training images and the validation images, forwards, for each epoch: about
 * 4 % of an epoch where a tenth of the images is for validation.
 *
 * What it decides depends on the model, the data and the rule alone, and a training that it doesn't
 * end gives the same weights as one that was never watched. One of fewer than four epochs is not,
 * unless the rule's chance is 0: such a rule ends nothing, and is there for the curves.
 *
 * @param original P(M), a plain count
 */
export function watchTraining(rule: EarlyEndRule, data: Dataset, original: number): TrainingWatch {
  const curve: number[] = [];
  return {
    curve,
    watch: async (model, { epoch, epochs, rates }) => {
      if (epochs < worthWatching && rule.chance > 0) return;
      const { parameters } = countCost(model);
      await whileSettled(model, data, async (settled) => {
        curve.push((await measureAccuracy(settled, data, "validation")).accuracy);
        const rival = strongest(rule, parameters);
        if (!rival || curve.length < leastSeen) return;
        const { expected, above } = extrapolate({ curve, epochs, images: data.splits.validation.count, rates });
        const chance = above(rival.accuracy);
        if (chance >= rule.chance) return;
        const pr = (original - rival.parameters) / original;
        const reason =
          `After ${epoch} of ${epochs} epochs: ${percent(expected)} is to be expected, and P = ${chance.toFixed(3)} that it ` +
          `beats the ${percent(rival.accuracy)} that the front has at PR ${percent(pr)}.`;
        const pruning = { reason, epochs: epoch, of: epochs, expected, chance, rival: rival.accuracy, curve };
        throw new EndedEarly(pruning, await measureModel(settled, data));
      });
    },
  };
}

/** The most accurate measured scheme with at most so many parameters. */
export function strongest(
  { measured }: Pick<EarlyEndRule, "measured">,
  parameters: number,
): EarlyEndRule["measured"][number] | undefined {
  return measured
    .filter((scheme) => scheme.parameters <= parameters)
    .reduce<EarlyEndRule["measured"][number] | undefined>(
      (best, scheme) => (best && best.accuracy >= scheme.accuracy ? best : scheme),
      undefined,
    );
}
