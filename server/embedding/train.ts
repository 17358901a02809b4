import { checkpointFormat, dataHash, type EmbedOptions, learn, readOptions } from "../../embed/index.ts";
import {
  allTriples,
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

/** What an embedding run is learned with. */
export type RunOptions = { seed: number } & Pick<EmbedOptions, "epochs" | "ablate">;

/**
 * Learns vectors from all knowledge in the graph (Algorithm 1), writes them to its entities and
 * makes the run the current one. The same knowledge, options and seed lead to the same run, bit for
 * bit, even if it was killed on the way: it continues from its checkpoint. `known` is the
 * knowledge, where it was read already.
 */
export async function trainEmbedding(
  graph: Graph,
  artifacts: Artifacts,
  options: RunOptions,
  progress: Progress,
  signal?: AbortSignal,
  known?: Knowledge,
): Promise<EmbeddingRun> {
  const made = await learnRun(known ?? (await knowledge(graph)), artifacts, options, progress, signal);
  const task = progress.begin("writing vectors to the graph", 1);
  await saveEmbedding(graph, made.run, made.vectors);
  await made.forgetCheckpoint();
  task.end(`${made.vectors.size} vectors`);
  return made.run;
}

/** Learns a run and stores it here; the graph has it when the caller has recorded it. */
export async function learnRun(
  { hash, leftOut, ...input }: Knowledge,
  artifacts: Artifacts,
  { seed, ...embedOptions }: RunOptions,
  progress: Progress,
  signal?: AbortSignal,
) {
  const settings = readOptions(embedOptions satisfies EmbedOptions);
  const id = runId({ hash }, { seed, ...embedOptions });
  const checkpoint = checkpointFile(artifacts.checkpointPath("embeddings", id, checkpointFormat), progress.line);
  const task = progress.begin("learning vectors (TransR, NN_exp)", 1);
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
  await rememberEmbedding(artifacts, id, { ...embedding, triples: input.triples });
  const experience = { experienceLeftOut: leftOut, experienceHash: hashOf(input.experience) };
  const metrics = { ...embedding.metrics, ...experience, settings: embedding.settings, dataHash: hash, ...format };
  const forgetCheckpoint = () => checkpoint.remove();
  return { run: { id, dim: embedding.dim, seed, metrics }, vectors: embedding.vectors, forgetCheckpoint };
}

/** Recorded with a run, so that a later version knows how it was learned. */
export const format = { format: checkpointFormat };

/** The reason to learn again where a run is of an earlier version. */
export const earlierVersion = "the current vectors were learned by an earlier version, in another way";

/** Whether a recorded run was learned by an earlier version, in another way. */
export function isEarlier({ metrics }: Pick<EmbeddingRun, "metrics">): boolean {
  return metrics.format !== checkpointFormat;
}

export function runId({ hash }: Pick<Knowledge, "hash">, { seed, ...embedOptions }: RunOptions): string {
  return hashOf([checkpointFormat, hash, readOptions(embedOptions), seed]).slice(0, 12);
}

/** What of knowledge a run was learned without; undefined for none. */
export function ablationOf({ metrics }: EmbeddingRun): EmbedOptions["ablate"] {
  return (metrics.settings as EmbedOptions | undefined)?.ablate;
}
