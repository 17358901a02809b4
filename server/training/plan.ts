import type { TrainPlan, TrainProgress } from "../../compress/index.ts";
import type { Report } from "./jobs.ts";

/**
 * How every training runs: SGD with Nesterov momentum, the rate falling along a cosine. Images are
 * varied as the model's card or else the data set says.
 */
export function planFor(
  augment: TrainPlan["augment"],
  o: { epochs: number; batchSize: number; learningRate: number },
): TrainPlan {
  return { ...o, schedule: "cosine", momentum: 0.9, nesterov: true, weightDecay: 5e-4, augment };
}

/** Passes on how far a training is, as progress of a stage. */
export function reportTraining(report: Report, stage: string): (progress: TrainProgress) => void {
  return ({ epoch, epochs, step, steps, loss, accuracy }) =>
    report({
      stage,
      done: step / steps,
      note: `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`,
    });
}
