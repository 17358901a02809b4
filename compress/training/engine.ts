import type { tf } from "../tensorflow.ts";
import type { Batch } from "./batches.ts";
import { explainOutOfMemory } from "./memory.ts";

/** The numbers of one step. */
export interface StepSettings {
  learningRate: number;
  momentum: number;
  weightDecay: number;
  batchNormScaleL1: number;
  seed: readonly [number, number];
}

/**
 * Runs steps on one model. It holds the weights and their momenta, which start at zero; while it
 * works, the model's own weights may be behind: `pull` brings them up to date, `push` takes over
 * what the caller changed in them. Dispose it always.
 */
export interface Engine {
  /**
   * One step. Returns the mean loss and the number of hits of the batch, by the weights from before
   * the step.
   */
  train(batch: Batch, settings: StepSettings): { loss: number; correct: number };
  /**
   * The summed loss and the number of hits of the first `batch.fresh` images, in inference mode.
   */
  evaluate(batch: Batch): { loss: number; correct: number };
  /**
   * Sets the masks of a masked step, by full name of the weight, in its shape; what is not named
   * moves freely.
   */
  mask(masks: ReadonlyMap<string, tf.Tensor>): void;
  /** Engine to model. */
  pull(): void;
  /** Model to engine; momenta are kept. */
  push(): void;
  dispose(): void;
}

/** Opens an engine, works with it and disposes it, however the work ends. */
export async function withEngine<T>(open: () => Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
  let engine: Engine | undefined;
  try {
    engine = open();
    return await work(engine);
  } catch (error) {
    throw explainOutOfMemory(error);
  } finally {
    engine?.dispose();
  }
}
