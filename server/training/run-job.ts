import {
  buildNetwork,
  countCost,
  loadModel,
  type ModelCard,
  runSteps,
  saveModel,
  type TrainPlan,
  type TrainProgress,
  trainModel,
} from "../../compress/index.ts";
import { schemeId } from "../../search/index.ts";
import { type DatasetRequest, datasetRequest } from "../artifacts/dataset-request.ts";
import { readModel } from "../artifacts/model.ts";
import { Artifacts } from "../artifacts/store.ts";
import { memoryOfSteps } from "../bench/memory-of-steps.ts";
import { timeInference } from "../bench/time-inference.ts";
import { timePruning } from "../bench/time-pruning.ts";
import { timeTraining } from "../bench/time-training.ts";
import { randomness } from "../randomness.ts";
import { measureCosts } from "./cost.ts";
import { exportStored } from "./export.ts";
import { importUserModel } from "./import.ts";
import type {
  CompressJob,
  CompressResult,
  Job,
  JobProgress,
  MeasureJob,
  MeasureResult,
  TrainJob,
  TrainResult,
} from "./jobs.ts";
import { medianLatency, originalLatency } from "./latency.ts";
import { measured } from "./measure-model.ts";
import { dataFor, dataOf } from "./model-data.ts";
import { measureSensitivity } from "./sensitivity.ts";
import { storeOriginal } from "./store-original.ts";

type Report = (progress: JobProgress) => void;

/** Operators start from a trained model, so they train at a fifth of its rate: 0.01 for our default of 0.05, as LeGR and SFP have it. */
const tuningRate = 0.2;

/** Does one job of the training process; `home` is AUTOMC_HOME. Errors are those of `compress` and `datasets`. */
export async function runJob(job: Job, home: string, report: Report): Promise<unknown> {
  switch (job.kind) {
    case "train":
      return pretrain(job, home, report);
    case "compress":
      return compress(job, home, report);
    case "measure":
      return measure(job, home);
    case "sensitivity":
      return measureSensitivity(job, home, report);
    case "import":
      return importUserModel(job, home, report);
    case "costSheets":
      return measureCosts(job, home);
    case "export":
      return exportStored(job, home, report);
    case "timeTraining":
      return timeTraining(job);
    case "timePruning":
      return timePruning(job);
    case "timeInference":
      return timeInference(job, home);
    case "memoryOfSteps":
      return memoryOfSteps(job);
  }
}

/** How every training runs: SGD with Nesterov momentum, the rate falling along a cosine; digits are never mirrored. */
function planFor(dataset: DatasetRequest, o: { epochs: number; batchSize: number; learningRate: number }): TrainPlan {
  const augment = dataset.name === "mnist" ? "crop" : "crop-flip";
  return { ...o, schedule: "cosine", momentum: 0.9, nesterov: true, weightDecay: 5e-4, augment };
}

async function pretrain(job: TrainJob, home: string, report: Report): Promise<TrainResult> {
  const started = performance.now();
  const { network, width, dataset, seed, epochs, batchSize, learningRate } = job;
  const data = await dataFor(dataset, seed, home);
  const classes = data.classes.length;
  const shape: [number, number, number] = [...data.shape];
  const model = buildNetwork(network, { shape, classes, seed, ...(width !== undefined && { width }) });
  try {
    await trainModel(model, data, planFor(dataset, { epochs, batchSize, learningRate }), {
      random: randomness(seed)("pretrain", network),
      report: tell(report, "training"),
    });
    const { hash, card } = await storeOriginal(model, data, job, home);
    return { hash, card, seconds: (performance.now() - started) / 1000 };
  } finally {
    model.dispose();
  }
}

async function compress(job: CompressJob, home: string, report: Report): Promise<CompressResult> {
  const started = performance.now();
  const artifacts = new Artifacts(home);
  const { card: original } = await readModel(artifacts, job.original);
  const data = await dataOf(original, home);
  const { model } = await loadModel(artifacts.modelDirectory(job.model));
  const { parameters, flops, pretrainEpochs, batchSize } = original;
  const dataset = datasetRequest.parse(original.dataset);
  let stage = "";
  let step = 0;
  const overall: Report = ({ done, note }) => report({ stage, done: (step - 1 + done) / job.steps.length, note });
  try {
    const result = await runSteps(model, job.steps, {
      data,
      original: { parameters, flops, pretrainEpochs, ...(await originalLatency(job, artifacts)) },
      latency: medianLatency,
      random: randomness(job.seed)("scheme", schemeId(job.scheme)),
      plan: planFor(dataset, { epochs: 1, batchSize, learningRate: tuningRate * original.learningRate }),
      report: tell(overall, ""),
      onStep: (operator) => {
        stage = operator;
        step += 1;
      },
    });
    try {
      const { parameters, macs, flops } = countCost(result.model);
      const { validationAccuracy, testAccuracy } = result.stages.at(-1) ?? (await measured(result.model, data));
      const figures = { parameters, macs, flops, validationAccuracy, testAccuracy };
      const card: ModelCard = { ...original, ...figures, original: job.original, scheme: job.scheme };
      const hash = await artifacts.storeModel((directory) => saveModel(result.model, directory, card));
      const { stages, notes } = result;
      return { hash, ...figures, stages, notes, seconds: (performance.now() - started) / 1000 };
    } finally {
      result.model.dispose();
    }
  } finally {
    model.dispose();
  }
}

async function measure(job: MeasureJob, home: string): Promise<MeasureResult> {
  const { model, card } = await loadModel(new Artifacts(home).modelDirectory(job.model));
  try {
    return await measured(model, await dataOf(card, home));
  } finally {
    model.dispose();
  }
}

function tell(report: Report, stage: string) {
  return ({ epoch, epochs, step, steps, loss, accuracy }: TrainProgress) =>
    report({
      stage,
      done: step / steps,
      note: `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`,
    });
}
