import { cp } from "node:fs/promises";
import { join, relative } from "node:path";
import { inject } from "vitest";
import type { Graph } from "../../graph/index.ts";
import { ingestCard } from "../../ingest/index.ts";
import { tinyCard } from "./tiny-card.ts";
import type { SharedModel, TinyModel } from "./train-tiny.ts";

/** A graph with one quick method of six strategies, so that a study takes seconds. */
export async function writeTinyKnowledge(graph: Graph): Promise<void> {
  await ingestCard(graph, { file: "cut.yaml", text: tinyCard }, { operators: ["prune", "fineTune"] });
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
