import {
  buildNetwork,
  fitWithStockTensorFlow,
  type TrainPlan,
  tensorflowVersions,
  trainModel,
} from "../../compress/index.ts";
import type { Dataset } from "../../datasets/index.ts";
import type { TimeTrainingJob } from "../jobs.ts";
import { randomness } from "../randomness.ts";

/** Seconds of each step, loading and normalising its images included, without the first `warmup` ones. */
export interface TimedTraining {
  seconds: number[];
  parameters: number;
  versions: { tfjs: string; tensorflow: string };
}

/** Times single training steps on images of noise. */
export async function timeTraining(job: TimeTrainingJob): Promise<TimedTraining> {
  const { network, side, batchSize, steps, warmup, seed } = job;
  const data = noise(batchSize * (steps + warmup), seed);
  const model = buildNetwork(network, { shape: [32, 32, 3], classes: 10, seed });
  const plan: TrainPlan = {
    epochs: 1,
    batchSize,
    learningRate: 0.05,
    schedule: "constant",
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    augment: "none",
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
    const parameters = model.trainableWeights.reduce(
      (sum, { shape }) => sum + shape.reduce<number>((a, b) => a * b!, 1),
      0,
    );
    return { seconds: seconds.slice(warmup), parameters, versions: tensorflowVersions() };
  } finally {
    model.dispose();
  }
}

/** Images in the shape of CIFAR-10 that mean nothing. */
function noise(count: number, seed: number): Dataset {
  const draw = randomness(seed)("images");
  const split = (images: number) => ({
    images: Uint8Array.from({ length: images * 32 * 32 * 3 }, () => Math.floor(256 * draw())),
    labels: Uint8Array.from({ length: images }, (_, at) => at % 10),
    count: images,
  });
  return {
    name: "noise",
    classes: Array.from({ length: 10 }, (_, at) => String(at)),
    shape: [32, 32, 3],
    splits: { train: split(count), validation: split(1), test: split(1) },
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.29, 0.29, 0.29] },
    fingerprint: "noise",
  };
}
