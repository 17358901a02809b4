import { measureLatencies, tensorflowVersions } from "../../compress/index.ts";
import { modelHash } from "../artifacts/model-hash.ts";
import { Artifacts } from "../artifacts/store.ts";
import { loadStored } from "../training/load-stored.ts";
import type { TimeInferenceJob } from "./jobs.ts";

/**
 * The result of timing models: milliseconds for one image by hash, and the runtime they were
 * measured with.
 */
export interface TimedInference {
  latencyMs: Record<string, number>;
  versions: { tfjs: string; tensorflow: string };
}

/**
 * Milliseconds for one image, the median of each model, by hash; the models take turns, so that all
 * see the same machine.
 */
export async function timeInference({ models: hashes }: TimeInferenceJob, home: string): Promise<TimedInference> {
  const artifacts = new Artifacts(home);
  const models = [];
  try {
    for (const hash of hashes) models.push((await loadStored(artifacts, modelHash.parse(hash))).model);
    const latencies = await measureLatencies(models, { batchSize: 1, leastRuns: 60 });
    const latencyMs = Object.fromEntries(latencies.map(({ p50Ms }, at) => [hashes[at]!, p50Ms]));
    return { latencyMs, versions: tensorflowVersions() };
  } finally {
    for (const model of models) model.dispose();
  }
}
