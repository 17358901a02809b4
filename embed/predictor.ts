import type { TaskFeatures } from "../graph/index.ts";
import { EmbedError } from "./errors.ts";
import { type ExperienceNet, predictOutcome } from "./experience.ts";
import { type TaskScale, taskVector } from "./task.ts";

/** NN_exp as it was learned, with the scale of its tasks: all that a prediction takes. */
export interface LearntExperience {
  net: ExperienceNet;
  taskScale: TaskScale;
}

/** What predicts the outcome of a strategy from experience. */
export interface Predictor {
  /**
   * (AR, PR) that NN_exp predicts where `share` of the parameters is to be removed, fractions.
   *
   * @throws EmbedError `no_experience` when it learned from no result
   * @throws EmbedError `bad_vector` when the vector is of another dimension
   */
  predict(vector: Float32Array, task: TaskFeatures, share: number): { ar: number; pr: number };
}

/**
 * NN_exp as a predictor; with vectors of the run that it was learned with.
 *
 * @param learnt null when there was no result to learn from
 */
export function predictorOf(learnt: LearntExperience | null): Predictor {
  return {
    predict(vector, task, share) {
      if (!learnt) {
        throw new EmbedError("no_experience", "NN_exp learned from no result, so it cannot predict one.");
      }
      const { net, taskScale } = learnt;
      if (vector.length !== net.dim) {
        const lengths = `has ${vector.length} numbers, and NN_exp was trained on ${net.dim}`;
        throw new EmbedError("bad_vector", `The vector ${lengths}; use the vectors of the same run.`);
      }
      const [ar, pr] = predictOutcome(net, vector, taskVector(task, taskScale), share);
      return { ar, pr };
    },
  };
}
