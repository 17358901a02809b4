import { buildNetwork, countCost, liveTensors, runSteps, tensorflowVersions } from "../../compress/index.ts";
import { randomness } from "../randomness.ts";
import type { MemoryJob } from "./jobs.ts";
import { noiseImages } from "./noise-images.ts";

/**
 * What one process holds after each step: live tensors of TensorFlow.js, and bytes of resident
 * memory.
 */
export interface MemoryOfSteps {
  tensors: number[];
  residentBytes: number[];
  versions: { tfjs: string; tensorflow: string };
}

/**
 * Runs compression steps one after another in this process, each of which prunes, trains and
 * measures a network of another shape, so that each compiles graphs of its own.
 */
export async function memoryOfSteps({ network, steps, seed }: MemoryJob): Promise<MemoryOfSteps> {
  const data = noiseImages({ train: 256, validation: 128, test: 128 }, seed);
  const model = buildNetwork(network, { shape: data.shape, classes: data.classes.length, seed });
  const parameters = countCost(model).parameters;
  const tensors: number[] = [];
  const residentBytes: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      const remove = 0.1 + (0.5 * step) / steps;
      const { model: smaller } = await runSteps(
        model,
        [
          { operator: "prune", params: { score: "l1", remove, roundTo: 1 } },
          { operator: "fineTune", params: { epochs: 1 } },
        ],
        {
          data,
          original: { parameters, pretrainEpochs: 1 },
          random: randomness(seed)("step", String(step)),
          plan: {
            epochs: 1,
            batchSize: 64,
            learningRate: 0.01,
            schedule: "constant",
            momentum: 0.9,
            nesterov: true,
            weightDecay: 5e-4,
            augment: "crop-flip",
          },
        },
      );
      smaller.dispose();
      tensors.push(liveTensors());
      residentBytes.push(process.memoryUsage.rss());
    }
    return { tensors, residentBytes, versions: tensorflowVersions() };
  } finally {
    model.dispose();
  }
}
