import { measureModel } from "../../compress/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import type { MeasureJob, MeasureResult } from "./jobs.ts";
import { loadStored } from "./load-stored.ts";
import { dataOf } from "./model-data.ts";

/**
 * Measures a stored model again, as it is, from its files alone. `home` is AUTOMC_HOME.
 *
 * @throws ServerError `damaged_model` when its files are missing or damaged, `data_changed` when its
 * data are not those that it was trained on.
 * @throws DatasetError when the data can't be had.
 */
export async function measure({ model: hash }: MeasureJob, home: string): Promise<MeasureResult> {
  const { model, card } = await loadStored(new Artifacts(home), hash);
  try {
    return await measureModel(model, await dataOf(card, home));
  } finally {
    model.dispose();
  }
}
