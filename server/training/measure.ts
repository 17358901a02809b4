import { loadModel } from "../../compress/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import type { MeasureJob, MeasureResult } from "./jobs.ts";
import { measured } from "./measure-model.ts";
import { dataOf } from "./model-data.ts";

/**
 * Measures a stored model again, from its files alone. `home` is AUTOMC_HOME.
 *
 * @throws CompressError when its files are missing or damaged.
 * @throws ServerError `data_changed` when its data are not those that it was trained on.
 * @throws DatasetError when the data can't be had.
 */
export async function measure({ model: hash }: MeasureJob, home: string): Promise<MeasureResult> {
  const { model, card } = await loadModel(new Artifacts(home).modelDirectory(hash));
  try {
    return await measured(model, await dataOf(card, home));
  } finally {
    model.dispose();
  }
}
