import { cp } from "node:fs/promises";
import { join, relative } from "node:path";
import { inject } from "vitest";
import type { Graph } from "../../graph/index.ts";
import { ingestCard } from "../../ingest/index.ts";
import type { SharedModel, TinyModel } from "./train-tiny.ts";

/** A method whose strategies take a second each: prune, then one epoch. */
const card = `id: CUT
name: Cut and tune
paper: { id: "doi:10.1000/cut", title: Cut and Tune, year: 2020 }
techniques:
  - { id: TE90, name: Pruning for tests }
hyperparameters:
  - { id: HP90, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }
  - { id: HP91, name: score, values: [l1, l2] }
steps:
  - prune: { score: $HP91, remove: $HP90 }
  - fineTune: { epochs: 0.1 }
`;

/** A graph with one quick method of six strategies, so that a study takes seconds. */
export async function writeTinyKnowledge(graph: Graph): Promise<void> {
  await ingestCard(graph, { file: "cut.yaml", text: card }, { operators: ["prune", "fineTune"] });
}

/**
 * The small trained model that all tests share, copied into this AUTOMC_HOME as `tiny`; the first
 * call of all trains it.
 */
export async function tinyModel(home: string): Promise<TinyModel> {
  const response = await fetch(`${inject("desk")}/tiny-model`);
  if (!response.ok) throw new Error(await response.text());
  const { home: from, model } = (await response.json()) as SharedModel;
  await cp(join(from, "artifacts"), join(home, "artifacts"), { recursive: true });
  return { ...model, path: join(home, relative(from, model.path)) };
}
