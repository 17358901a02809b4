import { driftBetween, extend, isOfKnownMethod, readOptions } from "../../embed/index.ts";
import { currentEmbeddingRun, type Graph, run, saveEmbedding } from "../../graph/index.ts";
import { hashOf } from "../artifacts/content-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { Progress } from "../progress.ts";
import { randomness } from "../randomness.ts";
import { learntInRun, rememberEmbedding } from "./store.ts";
import {
  ablationOf,
  type EmbeddingRun,
  earlierVersion,
  format,
  isEarlier,
  type Knowledge,
  knowledge,
  trainEmbedding,
} from "./train.ts";

/**
 * A run, and how it was made: `extended` from an earlier one, learned `anew` (from scratch) for the
 * reasons listed, or `current` since nothing has changed.
 */
export interface KeptUp extends EmbeddingRun {
  how: "extended" | "anew" | "current";
  reasons: string[];
}

/**
 * Updates vectors to the current graph: places new entities among the current run's vectors, which
 * do not change by a bit. Results of new methods move the new vectors alone.
 *
 * Learns all from scratch where there is no run to continue from, or the current one leaves some
 * knowledge out, or the graph has drifted too far from what was learned (`driftBetween`), or results
 * of methods that have vectors were added or changed, since those move old vectors.
 *
 * @param read the knowledge, where it was read already
 */
export async function keepUpEmbedding(
  graph: Graph,
  artifacts: Artifacts,
  { seed }: { seed: number },
  progress: Progress,
  signal?: AbortSignal,
  read?: Knowledge,
): Promise<KeptUp> {
  const known = read ?? (await knowledge(graph));
  const [current] = await run(graph, currentEmbeddingRun, {});
  const leftOut = current && ablationOf(current);
  const isSame = current?.metrics.dataHash === known.hash && !isEarlier(current) && leftOut === undefined;
  if (isSame && artifacts.has("embeddings", current.id))
    return { id: current.id, metrics: current.metrics, how: "current", reasons: [] };
  const anew = async (...reasons: string[]): Promise<KeptUp> => {
    if (current) progress.line(`  Learning all vectors from scratch: ${reasons.join("; ")}.`);
    return { ...(await trainEmbedding(graph, artifacts, { seed }, progress, signal, known)), how: "anew", reasons };
  };
  if (current && isEarlier(current)) return anew(earlierVersion);
  if (leftOut) return anew(`the current run was learned without ${leftOut}`);
  const before = current && (await learntInRun(artifacts, current.id));
  if (!current || !before) return anew("there is no earlier run here to continue from");
  const since = driftOf(current);
  const drift = driftBetween(before.triples, known.triples, since);
  const ofKnown = known.experience.filter((each) => isOfKnownMethod(before, each));
  if (current.metrics.experienceHash !== hashOf(ofKnown))
    drift.reasons.push("results of methods that have vectors were added or changed");
  if (drift.newEntities === 0 && drift.reasons.length === 0)
    drift.reasons.push("no entity is new, but triples of some have changed");
  if (drift.reasons.length > 0) return anew(...drift.reasons);

  const settings = readOptions({});
  const task = progress.begin(`placing ${drift.newEntities} new entities among the vectors of run ${current.id}`, 1);
  const context = { random: randomness(seed), ...(signal && { signal }) };
  const made = await extend(before, known.triples, settings, context, known.experience);
  const id = hashOf([current.id, known.hash, settings, seed]).slice(0, 12);
  await rememberEmbedding(artifacts, id, {
    ...before,
    vectors: made.vectors,
    parts: made.parts,
    triples: known.triples,
  });
  const { typed, ...ranked } = made.ranked;
  const metrics = {
    ...ranked,
    heldOut: ranked.count,
    ...{ typedMrr: typed.mrr, typedHitsAt10: typed.hitsAt10 },
    ...{ randomMrr: made.random.mrr, randomHitsAt10: made.random.hitsAt10 },
    ...{ randomTypedMrr: made.random.typed.mrr, randomTypedHitsAt10: made.random.typed.hitsAt10 },
    ...{ extends: current.id, newEntities: made.newEntities.length, triples: made.newTriples },
    ...{ changedTriples: drift.changedTriples, goneEntities: drift.goneEntities, newResults: made.newResults },
    drift: {
      newEntities: since.newEntities + drift.newEntities,
      changedTriples: since.changedTriples + drift.changedTriples,
    },
    ...{ experienceRows: known.experience.length, experienceLeftOut: known.leftOut },
    experienceHash: hashOf(known.experience),
    ...{ readable: made.readable, settings: made.settings, dataHash: known.hash, ...format },
  };
  await saveEmbedding(graph, { id, dim: before.dim, seed, metrics }, made.vectors);
  task.end(`${made.vectors.size} vectors`);
  return { id, metrics, how: "extended", reasons: [] };
}

/** How far the graph had drifted when a run was placed, since all vectors were learned; 0 where they were. */
function driftOf({ metrics }: EmbeddingRun): { newEntities: number; changedTriples: number } {
  const { newEntities = 0, changedTriples = 0 } = (metrics.drift ?? {}) as Partial<ReturnType<typeof driftOf>>;
  return { newEntities, changedTriples };
}
