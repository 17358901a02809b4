import { join } from "node:path";
import {
  buildNetwork,
  countCost,
  loadModel,
  type ModelCard,
  measureAccuracy,
  runSteps,
  saveModel,
  type TrainPlan,
  trainModel,
} from "../compress/index.ts";
import { type Dataset, openDataset } from "../datasets/index.ts";
import { Artifacts } from "./artifacts.ts";
import type { CompressJob, Job, JobProgress, MeasureJob, TrainJob } from "./jobs.ts";
import { randomness } from "./randomness.ts";
import type { DatasetRequest } from "./study-request.ts";

type Report = (progress: JobProgress) => void;

/** Does one job of the training process; `home` is AUTOMC_HOME. Errors are those of `compress` and `datasets`. */
export async function runJob(job: Job, home: string, report: Report): Promise<unknown> {
  switch (job.kind) {
    case "train":
      return pretrain(job, home, report);
    case "compress":
      return compress(job, home, report);
    case "measure":
      return measure(job, home);
  }
}

/** How every training starts: SGD with Nesterov momentum, the rate falling along a cosine. */
function planFor(dataset: DatasetRequest, job: { epochs: number; batchSize: number; learningRate: number }): TrainPlan {
  return {
    ...job,
    schedule: "cosine",
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    augment: dataset.name === "mnist" ? "crop" : "crop-flip",
  };
}

const open = new Map<string, Promise<Dataset>>();

/** Opens a data set, or gives the one already open: consecutive jobs use the same data. */
function dataFor(dataset: DatasetRequest, seed: number, home: string): Promise<Dataset> {
  const key = JSON.stringify([dataset, seed]);
  let data = open.get(key);
  if (!data) {
    open.clear();
    data = openDataset({ ...dataset, seed }, { home: join(home, "datasets") });
    open.set(key, data);
  }
  return data;
}

/** What `automc model train` gives. */
export interface TrainResult {
  hash: string;
  card: ModelCard;
  seconds: number;
}

async function pretrain(job: TrainJob, home: string, report: Report): Promise<TrainResult> {
  const started = performance.now();
  const data = await dataFor(job.dataset, job.seed, home);
  const model = buildNetwork(job.network, {
    shape: data.shape,
    classes: data.classes.length,
    seed: job.seed,
    ...(job.width === undefined ? {} : { width: job.width }),
  });
  const { epochs, batchSize, learningRate } = job;
  const plan = planFor(job.dataset, { epochs, batchSize, learningRate });
  await trainModel(model, data, plan, {
    random: randomness(job.seed)("pretrain", job.network),
    report: ({ epoch, step, steps, loss, accuracy }) =>
      report({
        stage: "pretrain",
        done: (epoch - 1 + step / steps) / epochs,
        note: `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`,
      }),
  });
  const card = await describe(model, data, {
    network: job.network,
    dataset: job.dataset,
    seed: job.seed,
    pretrainEpochs: epochs,
    batchSize,
    learningRate,
    original: null,
    scheme: [],
  });
  const hash = await new Artifacts(home).storeModel((directory) => saveModel(model, directory, card));
  model.dispose();
  return { hash, card, seconds: (performance.now() - started) / 1000 };
}
