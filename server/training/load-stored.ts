import { loadModel } from "../../compress/index.ts";
import { damagedModel } from "../artifacts/model.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { failureOf } from "../failures.ts";

/**
 * Loads a stored model by its hash.
 *
 * @throws ServerError `damaged_model` when its files are missing or not those that were stored, in
 * one sentence: which file, and what mends it.
 */
export async function loadStored(artifacts: Artifacts, hash: ModelHash): ReturnType<typeof loadModel> {
  try {
    return await loadModel(artifacts.modelDirectory(hash));
  } catch (error) {
    if (failureOf(error)?.code !== "damaged_model") throw error;
    throw await damagedModel(artifacts, hash, error as Error);
  }
}
