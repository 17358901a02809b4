import {
  buildNetwork,
  fitWithStockTensorFlow,
  type TrainPlan,
  tensorflowVersions,
  trainingBatches,
  trainModel,
} from "../../compress/index.ts";
import { randomness } from "../randomness.ts";
import type { TimeTrainingJob } from "./jobs.ts";
import { noiseImages } from "./noise-images.ts";

/**
 * Seconds of each step, loading and normalising its images included, without the first `warmup`
 * ones.
 */
export interface TimedTraining {
  seconds: number[];
  /** Seconds to load, crop, flip and normalise the images of a step, measured by itself. */
  loading: number[];
  parameters: number;
  versions: { tfjs: string; tensorflow: string };
}

/** Times single training steps on images of noise. */
export async function timeTraining(job: TimeTrainingJob): Promise<TimedTraining> {
  const { network, side, batchSize, steps, warmup, seed } = job;
  const data = noiseImages({ train: batchSize * (steps + warmup), validation: 1, test: 1 }, seed);
  const model = buildNetwork(network, { shape: [32, 32, 3], classes: 10, seed });
  const plan: TrainPlan = {
    epochs: 1,
    batchSize,
    learningRate: 0.05,
    schedule: "constant",
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    augment: "none", // as the peers do
  };
  const seconds: number[] = [];
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    seconds.push((now - last) / 1000);
    last = now;
  };
  try {
    if (side === "fit") await fitWithStockTensorFlow(model, data, plan, tick);
    else await trainModel(model, data, plan, { random: randomness(seed)("bench"), report: tick });
    const loading: number[] = [];
    last = performance.now();
    for (const _ of trainingBatches(data.splits.train, data, {
      batchSize,
      random: randomness(seed)("bench"),
      augment: "crop-flip",
    })) {
      const now = performance.now();
      loading.push((now - last) / 1000);
      last = now;
    }
    const parameters = model.trainableWeights.reduce(
      (sum, { shape }) => sum + shape.reduce<number>((a, b) => a * b!, 1),
      0,
    );
    return {
      seconds: seconds.slice(warmup),
      loading: loading.slice(warmup),
      parameters,
      versions: tensorflowVersions(),
    };
  } finally {
    model.dispose();
  }
}
