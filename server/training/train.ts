import { buildNetwork, settleAndMeasure, trainModel } from "../../compress/index.ts";
import { randomness } from "../randomness.ts";
import type { Report, TrainJob, TrainResult } from "./jobs.ts";
import { dataFor } from "./model-data.ts";
import { planFor, reportTraining } from "./plan.ts";
import { storeOriginal } from "./store-original.ts";

/**
 * Builds a network with seeded weights, trains it and stores it with its card. `home` is
 * AUTOMC_HOME.
 *
 * @throws CompressError when the network can't be built.
 * @throws DatasetError when the data can't be had.
 */
export async function train(job: TrainJob, home: string, report: Report): Promise<TrainResult> {
  const started = performance.now();
  const { network, width, dataset, seed, epochs, batchSize, learningRate } = job;
  const data = await dataFor(dataset, seed, home);
  const classes = data.classes.length;
  const shape: [number, number, number] = [...data.shape];
  const model = buildNetwork(network, { shape, classes, seed, ...(width !== undefined && { width }) });
  try {
    await trainModel(model, data, planFor(data.augmentation ?? "none", { epochs, batchSize, learningRate }), {
      random: randomness(seed)("pretrain", network),
      report: reportTraining(report, "training"),
    });
    const { hash, card } = await storeOriginal(model, data, await settleAndMeasure(model, data), job, home);
    return { hash, card, seconds: (performance.now() - started) / 1000 };
  } finally {
    model.dispose();
  }
}
