import { createHash } from "node:crypto";
import type { Experience } from "../graph/index.ts";
import type { NamedTriple } from "./triples.ts";

/**
 * SHA-256, in hex, over what vectors are learned from: triples and experience, each sorted. The
 * same knowledge has the same hash in any order, so a run is stale when its hash is not that of the
 * current graph.
 */
export function dataHash(triples: readonly NamedTriple[], experience: readonly Experience[]): string {
  const facts = [...new Set(triples.map(({ head, relation, tail }) => JSON.stringify([head, relation, tail])))];
  const results = experience.map((row) => {
    const { categories, imageSize, channels, dataAmount, parameters, flops, accuracy } = row.task;
    const task = [categories, imageSize, channels, dataAmount, parameters, flops, accuracy];
    return JSON.stringify([
      row.methodId,
      Object.entries(row.settings).sort(byName),
      task,
      row.ar,
      row.pr,
      row.share,
      row.source,
    ]);
  });
  return createHash("sha256")
    .update(JSON.stringify([facts.sort(), results.sort()]))
    .digest("hex");
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
