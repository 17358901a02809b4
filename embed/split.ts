import { shuffler } from "d3-array";
import type { RandomSources } from "./algorithm.ts";
import { partitionTriples, type TripleSet } from "./triples.ts";

/**
 * Holds triples out of training, to be ranked afterwards.
 *
 * Stratified: the same fraction of every relation, rounded. A triple stays in training where it is
 * the last that names its head or its tail, so every entity, and every relation, is still learned;
 * in a sparse graph fewer than requested may be held out.
 */
export function holdOut(
  triples: TripleSet,
  fraction: number,
  random: () => number,
): { train: TripleSet; heldOut: TripleSet } {
  const shuffle = shuffler(random);
  // Training triples that name the entity. [entities]
  const left = new Int32Array(triples.names.entities.length);
  for (const { heads, tails } of triples.facts) {
    for (const entity of heads) left[entity]!++;
    for (const entity of tails) left[entity]!++;
  }
  const chosen = triples.facts.map(({ heads, tails }) => {
    const wanted = Math.min(Math.round(fraction * heads.length), heads.length - 1);
    const out = new Set<number>();
    for (const row of shuffle(Int32Array.from(heads.keys()))) {
      if (out.size >= wanted) break;
      const [head, tail] = [heads[row]!, tails[row]!];
      const own = head === tail ? 2 : 1;
      if (left[head]! <= own || left[tail]! <= own) continue;
      left[head]!--;
      left[tail]!--;
      out.add(row);
    }
    return out;
  });
  const [heldOut, train] = partitionTriples(triples, (relation, row) => chosen[relation]!.has(row));
  return { train, heldOut };
}

/**
 * Three parts that share no triple. Fractions are of all triples; validation is drawn from what the
 * test leaves, so a run with another `validation`, or none, is tested on the same triples.
 */
export function splitTriples(
  all: TripleSet,
  { heldOut, validation }: { heldOut: number; validation: number },
  random: RandomSources,
): { train: TripleSet; validation: TripleSet; test: TripleSet } {
  const { train: rest, heldOut: test } = holdOut(all, heldOut, random("held-out"));
  const second = holdOut(rest, validation / (1 - heldOut), random("validation"));
  return { train: second.train, validation: second.heldOut, test };
}
