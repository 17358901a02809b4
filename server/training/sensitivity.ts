import { type Sensitivity, sensitivity } from "../../compress/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import { randomness } from "../randomness.ts";
import type { Report, SensitivityJob } from "./jobs.ts";
import { loadStored } from "./load-stored.ts";
import { dataOf } from "./model-data.ts";

/** The inside of `automc compress sensitivity`. */
export async function measureSensitivity(
  { model: hash, score, images, recalibrate, seed }: SensitivityJob,
  home: string,
  report: Report,
): Promise<Sensitivity> {
  const { model, card } = await loadStored(new Artifacts(home), hash);
  try {
    return await sensitivity(model, await dataOf(card, home), {
      score,
      images,
      recalibrate,
      batchSize: card.batchSize,
      random: randomness(seed)("sensitivity", hash),
      report: (done, all) => report({ stage: "sensitivity", done: done / all, note: `${done} of ${all} measurements` }),
    });
  } finally {
    model.dispose();
  }
}
