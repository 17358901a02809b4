import { type CostSheet, costSheets, tensorflowVersions } from "../../compress/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import type { CostJob } from "./jobs.ts";
import { loadStored } from "./load-stored.ts";

/**
 * The cost sheets of several stored models, in the order they were asked for, measured in turns on
 * this machine.
 */
export interface CostResult {
  sheets: CostSheet[];
  versions: { tfjs: string; tensorflow: string };
}

/** Measures them; see `costSheets`. */
export async function measureCosts(
  { models: hashes, batchSizes, engines }: CostJob,
  home: string,
): Promise<CostResult> {
  const artifacts = new Artifacts(home);
  const models = [];
  try {
    for (const hash of hashes) models.push((await loadStored(artifacts, hash)).model);
    return { sheets: await costSheets(models, { batchSizes, engines }), versions: tensorflowVersions() };
  } finally {
    for (const model of models) model.dispose();
  }
}
