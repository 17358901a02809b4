import { checkpointFormat, dataHash, type EmbedOptions, learn, readOptions } from "../../embed/index.ts";
import {
  allTriples,
  currentEmbeddingRun,
  type Experience,
  experienceLeftOut,
  experienceRows,
  type Graph,
  type LeftOutReason,
  run,
  saveEmbedding,
  type Triple,
} from "../../graph/index.ts";
import { hashOf } from "../artifacts/content-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Progress } from "../progress.ts";
import { randomness } from "../randomness.ts";
import { checkpointFile } from "./checkpoint-file.ts";
import { rememberEmbedding } from "./store.ts";

/** An embedding run that was recorded: its id in the graph, and how good it is. */
export interface EmbeddingRun {
  id: string;
  metrics: Record<string, unknown>;
}

/**
 * What can be learned from in the graph, and a hash over it, which shows whether a run is stale.
 */
export interface Knowledge {
  triples: Triple[];
  experience: Experience[];
  /** Number of published results that cannot be learned from, by reason. */
  leftOut: Partial<Record<LeftOutReason, number>>;
  hash: string;
}

export async function knowledge(graph: Graph): Promise<Knowledge> {
  const triples = await run(graph, allTriples, {});
  const experience = await run(graph, experienceRows, {});
  const reasons = (await run(graph, experienceLeftOut, {})).map(({ why, results }) => [why, results]);
  const leftOut: Knowledge["leftOut"] = Object.fromEntries(reasons);
  return { triples, experience, leftOut, hash: dataHash(triples, experience) };
}

/**
 * Learns vectors from all knowledge in the graph (Algorithm 1), writes them to its entities and
 * makes the run the current one. The same knowledge, options and seed lead to the same run, bit for
 * bit, even if it was killed on the way: it continues from its checkpoint. `known` is the
 * knowledge, where it was read already.
 */
export async function trainEmbedding(
  graph: Graph,
  artifacts: Artifacts,
  options: { seed: number } & Pick<EmbedOptions, "epochs" | "ablate">,
  progress: Progress,
  signal?: AbortSignal,
  known?: Knowledge,
): Promise<EmbeddingRun> {
  const { seed, ...embedOptions } = options;
  const { hash, leftOut, ...input } = known ?? (await knowledge(graph));
  const settings = readOptions(embedOptions satisfies EmbedOptions);
  const id = hashOf([hash, settings, seed]).slice(0, 12);
  const checkpoint = checkpointFile(artifacts.checkpointPath("embeddings", id, checkpointFormat), progress.line);
  let task = progress.begin("learning vectors (TransR, NN_exp)", 1);
  const embedding = await learn(input, settings, {
    random: randomness(seed),
    report: ({ epoch, epochs, loss, validation }) => {
      const measured = validation ? `, validation MRR ${validation.mrr.toFixed(3)}` : "";
      task.update(epoch / epochs, `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${measured}`);
    },
    checkpoint,
    ...(signal && { signal }),
  });
  task.end();
  task = progress.begin("writing vectors to the graph", 1);
  await rememberEmbedding(artifacts, id, { ...embedding, triples: input.triples });
  const experience = { experienceLeftOut: leftOut, experienceHash: hashOf(input.experience) };
  const metrics = { ...embedding.metrics, ...experience, settings: embedding.settings, dataHash: hash };
  await saveEmbedding(graph, { id, dim: embedding.dim, seed, metrics }, embedding.vectors);
  await checkpoint.remove();
  task.end(`${embedding.vectors.size} vectors`);
  return { id, metrics };
}

/** The current run, if it was learned from the graph as it is now; otherwise a new one. */
export async function freshEmbedding(
  graph: Graph,
  artifacts: Artifacts,
  seed: number,
  progress: Progress,
  signal?: AbortSignal,
) {
  const [current] = await run(graph, currentEmbeddingRun, {});
  if (current && artifacts.has("embeddings", current.id)) {
    const known = await knowledge(graph);
    if (current.metrics.dataHash === known.hash) return current;
    progress.line("  The graph has changed since vectors were learned from it; learning from scratch.");
    return trainEmbedding(graph, artifacts, { seed }, progress, signal, known);
  }
  return trainEmbedding(graph, artifacts, { seed }, progress, signal);
}
