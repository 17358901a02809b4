import { importModel, measureAccuracy, measureModel, settleAndMeasure, whileSettled } from "../../compress/index.ts";
import { BadInput } from "../errors.ts";
import type { ImportJob, ImportResult, Report } from "./jobs.ts";
import { dataFor } from "./model-data.ts";
import { storeOriginal } from "./store-original.ts";

/**
 * What a model wants of a pixel, 0 to 255, as mean and standard deviation of value / 255; null
 * where the data's own are meant.
 */
const inputs: Record<ImportJob["input"], { mean: number | readonly number[]; std: number | readonly number[] } | null> =
  {
    standardised: null,
    unit: { mean: 0, std: 1 },
    signed: { mean: 0.5, std: 0.5 },
    bytes: { mean: 0, std: 1 / 255 },
    imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  };

/**
 * Stores a user's model with a card: its cost, and its accuracy as measured here. Nothing is
 * trained. How accurate it is with its batch norms settled is measured beside: where that is far more,
 * its statistics lag behind its weights.
 *
 * @throws CompressError `bad_model` or `unsupported_layer` when the file can't be read as a model.
 * @throws DatasetError when the data can't be had.
 */
export async function importUserModel(job: ImportJob, home: string, report: Report): Promise<ImportResult> {
  const started = performance.now();
  const { file, dataset, input, seed } = job;
  const opened = await dataFor(dataset, seed, home);
  const pixel = inputs[input];
  const each = (value: number | readonly number[]) => {
    if (typeof value === "number") return opened.normalisation.mean.map(() => value);
    if (value.length === opened.shape[2]) return [...value];
    throw new BadInput(`--input ${input} is for ${value.length} colours, and ${opened.name} has ${opened.shape[2]}.`);
  };
  const normalisation = pixel ? { mean: each(pixel.mean), std: each(pixel.std) } : opened.normalisation;
  const data = { ...opened, normalisation };
  const model = await importModel(file, { size: [data.shape[0], data.shape[1]] });
  try {
    report({ stage: "measuring", done: 0.3, note: `on ${data.name}` });
    const asItIs = job.settle ? await settleAndMeasure(model, data) : await measureModel(model, data);
    report({ stage: "measuring", done: 0.7, note: "with its batch norms settled" });
    const settledTestAccuracy = job.settle
      ? asItIs.testAccuracy
      : await whileSettled(model, data, async (settled) => (await measureAccuracy(settled, data, "test")).accuracy);
    const { hash, card } = await storeOriginal(model, data, asItIs, job, home);
    return { hash, card, settledTestAccuracy, seconds: (performance.now() - started) / 1000 };
  } finally {
    model.dispose();
  }
}
