import { join } from "node:path";
import type { ModelCard } from "../../compress/index.ts";
import { type Dataset, openDataset } from "../../datasets/index.ts";
import { type DatasetRequest, datasetRequest } from "../artifacts/dataset-request.ts";
import { ServerError } from "../errors.ts";

const open = new Map<string, Promise<Dataset>>();

/**
 * Opens a data set, or resolves to the one already open: jobs that follow each other use the same
 * data. `home` is AUTOMC_HOME.
 */
export function dataFor(dataset: DatasetRequest, seed: number, home: string): Promise<Dataset> {
  const key = JSON.stringify([dataset, seed]);
  let data = open.get(key);
  if (!data) {
    open.clear();
    data = openDataset({ ...dataset, seed }, { home: join(home, "datasets") });
    open.set(key, data);
  }
  return data;
}

/**
 * The very images a model was trained on, as it wants them normalised.
 *
 * @throws ServerError `data_changed` when they are others now.
 */
export async function dataOf(card: ModelCard, home: string): Promise<Dataset> {
  const data = await dataFor(datasetRequest.parse(card.dataset), card.seed, home);
  if (data.fingerprint === card.datasetFingerprint) return { ...data, normalisation: card.normalisation };
  throw new ServerError(
    "data_changed",
    `The images of ${card.dataset.name} are not the ones that this model was trained on; train it again.`,
  );
}
