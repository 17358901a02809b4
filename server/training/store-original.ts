import { type Measurement, type ModelCard, saveModel } from "../../compress/index.ts";
import type { Dataset } from "../../datasets/index.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import { Artifacts } from "../artifacts/store.ts";
import type { TrainJob } from "./jobs.ts";

/** How an original came about: what its card has besides what is counted and measured. */
export interface Origin
  extends Pick<TrainJob, "dataset" | "seed" | "epochs" | "batchSize" | "learningRate">,
    Pick<ModelCard, "network" | "width"> {
  augmentation?: ModelCard["augmentation"] | undefined;
}

/**
 * Stores a model that no scheme made, with a card that says what was measured of it on the data,
 * normalised as they are.
 */
export async function storeOriginal(
  model: Parameters<typeof saveModel>[0],
  data: Dataset,
  measurement: Measurement,
  { network, width, dataset, seed, epochs, batchSize, learningRate, augmentation }: Origin,
  home: string,
): Promise<{ hash: ModelHash; card: ModelCard }> {
  const { splits } = data;
  const card: ModelCard = {
    network,
    ...(width !== undefined && { width }),
    dataset,
    datasetFingerprint: data.fingerprint,
    images: splits.train.count + splits.validation.count + splits.test.count,
    shape: [...data.shape],
    classes: data.classes,
    normalisation: data.normalisation,
    seed,
    pretrainEpochs: epochs,
    batchSize,
    learningRate,
    ...(augmentation !== undefined && { augmentation }),
    ...measurement,
    original: null,
    scheme: [],
  };
  const hash = await new Artifacts(home).storeModel((directory) => saveModel(model, directory, card));
  return { hash, card };
}
