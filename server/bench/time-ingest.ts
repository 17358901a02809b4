import type { Graph } from "../../graph/index.ts";
import { type Ingested, ingest, type Source } from "../../ingest/index.ts";
import { ingestAbilities } from "../papers/ingest-options.ts";

export interface TimedIngest {
  /**
   * From the texts to the committed transaction: reading YAML, checking, the auditor, writing, the
   * journal.
   */
  seconds: number;
  added: Ingested["added"];
}

/**
 * Ingests sources, as `automc ingest` does with files, and times it. `report` receives the progress
 * of writing.
 */
export async function timeIngest(
  graph: Graph,
  sources: readonly Source[],
  report?: (progress: { done: number; total: number }) => void,
): Promise<TimedIngest> {
  const started = performance.now();
  const { added } = await ingest(graph, sources, { ...ingestAbilities, ...(report && { report }) });
  return { seconds: (performance.now() - started) / 1000, added };
}
