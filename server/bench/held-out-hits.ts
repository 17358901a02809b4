import { hitsOf, tensorflowVersions } from "../../compress/index.ts";
import { modelHash } from "../artifacts/model-hash.ts";
import { Artifacts } from "../artifacts/store.ts";
import { loadStored } from "../training/load-stored.ts";
import { dataOf } from "../training/model-data.ts";
import type { HeldOutHitsJob } from "./jobs.ts";

/** Which held-out images each model gets right, and the runtime they were measured with. */
export interface HeldOutHits {
  /**
   * One list a model, in the order they were asked for: validation images, then test images; 1 for
   * right.
   */
  hits: Uint8Array[];
  /** How many of them are validation images. */
  validation: number;
  versions: { tfjs: string; tensorflow: string };
}

/**
 * Measures stored models of one original, image by image, on everything that none of them was
 * trained on.
 */
export async function heldOutHits({ models: hashes }: HeldOutHitsJob, home: string): Promise<HeldOutHits> {
  const artifacts = new Artifacts(home);
  const hits: Uint8Array[] = [];
  let validation = 0;
  for (const hash of hashes) {
    const { model, card } = await loadStored(artifacts, modelHash.parse(hash));
    try {
      const data = await dataOf(card, home);
      validation = data.splits.validation.count;
      hits.push(
        Uint8Array.from([...(await hitsOf(model, data, "validation")), ...(await hitsOf(model, data, "test"))]),
      );
    } finally {
      model.dispose();
    }
  }
  return { hits, validation, versions: tensorflowVersions() };
}
