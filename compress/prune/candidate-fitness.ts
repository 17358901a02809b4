import { randomLcg } from "d3-random";
import { CompressError } from "../errors.ts";
import type { OperatorContext } from "../operator.ts";
import type { tf } from "../tensorflow.ts";
import { trainModel } from "../training/train.ts";
import type { ChannelCut } from "./cuts.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { measureRecalibrated } from "./recalibration.ts";
import { sampleSplit } from "./sample-split.ts";
import { removeChannels } from "./surgery.ts";

/** How well a network does without some channels, on images it was trained on. */
export interface Fitness {
  /** Mean cross-entropy; lower is fitter, infinite where the tuning diverged. */
  loss: number;
  accuracy: number;
}

/** How candidates are judged. */
export interface FitnessPlan {
  /** Training images, the same for every candidate. */
  images: number;
  /**
   * Training steps before the measurement, from the same seed for every candidate; to whole passes
   * over what they need.
   */
  tuneSteps: number;
}

/** From so many steps on compiling a graph pays. */
const stepsWorthCompiling = 16;

/**
 * Judges sets of cuts by real surgery, a short tuning if wanted, and the loss on a fixed sample of
 * the training split (never of validation or test data) with batch norms recalibrated. The same
 * cuts are judged once.
 *
 * The surgery is real because zeroed channels are not the same where an activation looks at all of
 * them, as LMA's do.
 */
export function candidateFitness(
  model: tf.LayersModel,
  graph: DependencyGraph,
  { images, tuneSteps }: FitnessPlan,
  { data, plan, random, signal }: Pick<OperatorContext, "data" | "plan" | "random" | "signal">,
): (cuts: ChannelCut[]) => Promise<Fitness> {
  const { batchSize } = plan;
  const sample = sampleSplit(data, "train", images, random);
  const tuning = sampleSplit(data, "train", Math.max(1, tuneSteps * batchSize), random);
  const epochs = Math.ceil(tuneSteps / Math.ceil(tuning.splits.train.count / batchSize));
  const seed = random();
  const judged = new Map<string, Fitness>();
  const tune = async (pruned: tf.LayersModel) => {
    const engine = tuneSteps < stepsWorthCompiling ? ("eager" as const) : ("graph" as const);
    await trainModel(pruned, tuning, { ...plan, epochs }, { random: randomLcg(seed), signal, engine });
  };
  return async (cuts) => {
    const key = JSON.stringify(cuts);
    const known = judged.get(key);
    if (known) return known;
    const pruned = await removeChannels(model, cuts, graph);
    try {
      if (tuneSteps > 0) await tune(pruned);
      const fitness = await measureRecalibrated(pruned, sample, "train", batchSize);
      judged.set(key, fitness);
      return fitness;
    } catch (error) {
      if (!(error instanceof CompressError && error.code === "training_diverged")) throw error;
      return { loss: Number.POSITIVE_INFINITY, accuracy: 0 };
    } finally {
      pruned.dispose();
    }
  };
}
