import type { TaskFeatures } from "../../graph/index.ts";
import { networkFamily } from "../../ingest/index.ts";
import { datasetRequest } from "../artifacts/dataset-request.ts";
import type { StoredModel } from "../artifacts/model.ts";

/** A task as the graph records it. */
export interface StudyTask {
  id: string;
  features: TaskFeatures;
  dataset: { id: string; name: string };
  network: { id: string; name: string; family: { id: string; name: string } | undefined };
}

/**
 * The task that compressing a model is: `resnet8/mnist#1a2b3c4d`, where the last part distinguishes
 * trained models.
 */
export function taskOf({ hash, card }: StoredModel): StudyTask {
  const { name, sample } = datasetRequest.parse(card.dataset);
  const dataset = sample < 1 ? `${name}@${sample}` : name;
  const features: TaskFeatures = {
    categories: card.classes.length,
    imageSize: card.shape[0],
    channels: card.shape[2],
    dataAmount: card.images,
    parameters: card.parameters,
    flops: card.flops,
    accuracy: card.testAccuracy,
  };
  return {
    id: `${card.network}/${dataset}#${hash.slice(0, 8)}`,
    features,
    dataset: { id: name, name },
    network: { id: card.network, name: card.network, family: networkFamily(card.network) },
  };
}
