import { currentEmbeddingRun, type Graph, listEmbeddingRuns, recordEmbeddingRun, run } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Progress } from "../progress.ts";
import { ablationOf, type EmbeddingRun, isEarlier, knowledge, learnRun, type RunOptions, runId } from "./train.ts";
import { keepUpEmbedding } from "./update.ts";

/**
 * The run that a study begins with: the current one, if this version learned it from the graph as
 * it is now and it leaves out just what the study does; otherwise a new one.
 *
 * Where the graph has changed, new methods are placed among the current vectors, and all are learned
 * anew only where that is due (`keepUpEmbedding`); what comes of it becomes the current run. Others,
 * that leave something out or do where the current one does not, are recorded beside it, and learned
 * once for a graph and a seed: an ablation of one study changes nothing for what else reads vectors.
 */
export async function freshEmbedding(
  graph: Graph,
  artifacts: Artifacts,
  options: Omit<RunOptions, "epochs">,
  progress: Progress,
  signal?: AbortSignal,
): Promise<EmbeddingRun> {
  const [current] = await run(graph, currentEmbeddingRun, {});
  const known = await knowledge(graph);
  const isKept = current && artifacts.has("embeddings", current.id);
  const isFresh = isKept && !isEarlier(current) && current.metrics.dataHash === known.hash;
  if (isFresh && ablationOf(current) === options.ablate) return current;
  if (options.ablate === undefined && !isFresh)
    return keepUpEmbedding(graph, artifacts, options, progress, signal, known);
  const id = runId(known, options);
  const earlier = (await run(graph, listEmbeddingRuns, {})).find((each) => each.id === id);
  if (earlier && artifacts.has("embeddings", id)) return earlier;
  progress.line(
    `  Learning vectors ${options.ablate ? `without ${options.ablate}` : "from all knowledge"} for this study.`,
  );
  const made = await learnRun(known, artifacts, options, progress, signal);
  await run(graph, recordEmbeddingRun, { ...made.run, current: false });
  await made.forgetCheckpoint();
  return made.run;
}
