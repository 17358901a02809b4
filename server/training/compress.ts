import { countCost, type ModelCard, refusesScheme, runSteps, saveModel } from "../../compress/index.ts";
import { schemeId } from "../../search/index.ts";
import { readModel } from "../artifacts/model.ts";
import { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import { randomness } from "../randomness.ts";
import { EndedEarly, watchTraining } from "./early-end.ts";
import type { CompressJob, CompressResult, PrunedResult, Report } from "./jobs.ts";
import { medianLatency, originalLatency } from "./latency.ts";
import { loadStored } from "./load-stored.ts";
import { dataOf } from "./model-data.ts";
import { planFor, reportTraining } from "./plan.ts";

/**
 * Operators start from a trained model, so they train at a fifth of its rate: 0.01 for our default
 * of 0.05, as LeGR and SFP have it.
 */
const tuningRate = 0.2;

/**
 * Runs one strategy's steps on a stored model, and stores and measures the smaller one; of one that
 * is ended early (`endEarly`) nothing is stored. `home` is AUTOMC_HOME.
 *
 * @throws ServerError `scheme_refused` when an operator can't do its step on the model.
 * @throws ServerError `damaged_model` or `data_changed` when the model or its data are not as
 * stored.
 * @throws DatasetError when the data can't be had.
 */
export async function compress(job: CompressJob, home: string, report: Report): Promise<CompressResult | PrunedResult> {
  const started = performance.now();
  const artifacts = new Artifacts(home);
  const { card: original } = await readModel(artifacts, job.original);
  const data = await dataOf(original, home);
  const { model } = await loadStored(artifacts, job.model);
  const { parameters, flops, pretrainEpochs, batchSize } = original;
  let stage = "";
  let step = 0;
  const elapsed = () => (performance.now() - started) / 1000;
  const watched = job.endEarly && watchTraining(job.endEarly, data, original.parameters);
  const overall: Report = ({ done, note }) => report({ stage, done: (step - 1 + done) / job.steps.length, note });
  try {
    const result = await runSteps(model, job.steps, {
      data,
      original: { parameters, flops, pretrainEpochs, ...(await originalLatency(job, artifacts)) },
      widths: job.widths,
      latency: medianLatency,
      random: randomness(job.seed)("scheme", schemeId(job.scheme)),
      plan: planFor(original.augmentation ?? data.augmentation ?? "none", {
        epochs: 1,
        batchSize,
        learningRate: tuningRate * original.learningRate,
      }),
      report: reportTraining(overall, ""),
      watch: watched?.watch,
      onStep: (operator) => {
        stage = operator;
        step += 1;
      },
    }).catch((error) => {
      throw refusesScheme(error) ? new ServerError("scheme_refused", error.message, { cause: error }) : error;
    });
    try {
      const { parameters, macs, flops } = countCost(result.model);
      const { validationAccuracy, testAccuracy } = result.stages.at(-1)!; // a job has steps
      const figures = { parameters, macs, flops, validationAccuracy, testAccuracy };
      const card: ModelCard = { ...original, ...figures, original: job.original, scheme: job.scheme };
      if (watched && watched.curve.length > 0)
        result.stages.at(-1)!.curve = [...watched.curve, figures.validationAccuracy];
      const hash = await artifacts.storeModel((directory) => saveModel(result.model, directory, card));
      const { stages, notes } = result;
      return { hash, ...figures, stages, notes, seconds: elapsed() };
    } finally {
      result.model.dispose();
    }
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
    const { figures, pruning } = error;
    const { macs: _, ...measured } = figures;
    const { curve } = pruning;
    const stages = [{ operator: stage, ...measured, seconds: elapsed(), cuts: [], curve }];
    return { ...figures, pruning, stages, notes: [], seconds: elapsed() };
  } finally {
    model.dispose();
  }
}
