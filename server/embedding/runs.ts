import { type Graph, listEmbeddingRuns, run, saveEmbedding } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import { vectorsOfRun } from "./store.ts";
import { isEarlier, knowledge } from "./train.ts";

/**
 * The state of a run: whether its vectors are on the entities, whether the graph is still the one
 * it learned from, whether its vectors are stored here.
 */
export interface EmbeddingRunState {
  id: string;
  createdAt: string;
  dim: number;
  seed: number;
  current: boolean;
  stale: boolean;
  /** An earlier version learned it, in another way. */
  earlier: boolean;
  kept: boolean;
  metrics: Record<string, unknown>;
}

/** All runs, the latest first. */
export async function embeddingRuns(graph: Graph, artifacts: Artifacts): Promise<EmbeddingRunState[]> {
  const { hash } = await knowledge(graph);
  const runs = await run(graph, listEmbeddingRuns, {});
  return runs.map((each) => ({
    ...each,
    stale: each.metrics.dataHash !== hash,
    earlier: isEarlier(each),
    kept: artifacts.has("embeddings", each.id),
  }));
}

/**
 * Makes an earlier run the current one: its vectors are written to the entities, in one
 * transaction, and their index with them. Entities that it does not know have no current vector
 * then.
 *
 * @throws ServerError `no_embedding` when the run is unknown or its vectors are not stored here
 */
export async function switchEmbedding(graph: Graph, artifacts: Artifacts, id: string): Promise<EmbeddingRunState> {
  const runs = await embeddingRuns(graph, artifacts);
  const wanted = runs.find((each) => each.id === id);
  if (!wanted) {
    const known = runs.length ? `there are ${runs.map((each) => each.id).join(", ")}` : "there is none";
    throw new ServerError("no_embedding", `There is no embedding run "${id}"; ${known} (automc embed ls).`);
  }
  const vectors = wanted.kept ? await vectorsOfRun(artifacts, id) : undefined;
  if (!vectors)
    throw new ServerError("no_embedding", `The vectors of embedding run ${id} are not stored here; learn them again.`);
  const { dim, seed, metrics } = wanted;
  await saveEmbedding(graph, { id, dim, seed, metrics }, vectors);
  return { ...wanted, current: true };
}
