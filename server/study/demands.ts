import { matchingLayers } from "../../compress/index.ts";
import { modelLayers, type StoredLayer } from "../artifacts/layers.ts";
import type { ModelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import type { Demands } from "./evaluate.ts";

/** What a request asks of every step, as its user wrote it. */
export interface Asked {
  keep?: string[] | undefined;
  roundTo?: number | undefined;
}

/**
 * What is asked of every step on this model: the layers by their names.
 *
 * @throws ServerError `unknown_layer` for a layer that the model does not have.
 */
export async function demandsOn(artifacts: Artifacts, model: ModelHash, { keep, roundTo }: Asked): Promise<Demands> {
  if (keep === undefined && roundTo === undefined) return {};
  const kept = keep && matching(keep, await modelLayers(artifacts, model)).sort();
  return { widths: { ...(kept && { keep: kept }), ...(roundTo !== undefined && { roundTo }) } };
}

function matching(patterns: readonly string[], layers: readonly StoredLayer[]): string[] {
  try {
    return matchingLayers(
      patterns,
      layers.map(({ name }) => name),
    );
  } catch (cause) {
    throw new ServerError("unknown_layer", (cause as Error).message, { cause });
  }
}
