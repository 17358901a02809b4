import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelHash } from "./model-hash.ts";
import type { Artifacts } from "./store.ts";

/** A layer of a stored model: its width is the number of its filters or units. */
export interface StoredLayer {
  name: string;
  kind: string;
  width: number | null;
}

/** The layers of a stored model in order, read from its topology. */
export async function modelLayers(artifacts: Artifacts, hash: ModelHash): Promise<StoredLayer[]> {
  const text = await readFile(join(artifacts.modelDirectory(hash), "model.json"), "utf8");
  const { modelTopology } = JSON.parse(text) as {
    modelTopology: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  };
  return modelTopology.config.layers.map(({ class_name: kind, config }) => {
    const width = config.filters ?? config.units;
    return { name: String(config.name ?? kind), kind, width: typeof width === "number" ? width : null };
  });
}
