import type { RankingBatch } from "./transr.ts";
import type { TripleSet } from "./triples.ts";

/** How many entities of a label a batch draws its false ends from; a smaller label is taken whole. */
const poolSize = 256;

/** How often a draw that hit a true triple is repeated before the pair is left out. */
const attempts = 8;

/**
 * Draws false triples for true ones: the head or the tail is replaced, in turn, by another entity of the same label.
 *
 * Type-aware: (strategy, OF_METHOD, setting) would teach nothing. Filtered: what it gives is never a triple of `known`,
 * and where eight draws find no such triple, that one is left out. The ends of a batch come from a pool shared by its
 * triples (256 uniform draws, or the whole label), so few distinct entities must be projected however many negatives there are.
 *
 * @param heads     heads of the true triples. [positives]
 * @param tails     tails of the true triples. [positives]
 * @param negatives false triples for each true one
 */
export function drawNegatives(
  known: TripleSet,
  relation: number,
  heads: Int32Array,
  tails: Int32Array,
  negatives: number,
  anyLabel: number,
  random: () => number,
): RankingBatch {
  const { labelOf, members } = known.names;
  const pools = new Map<number, Int32Array>();
  const poolOf = (label: number) => {
    let pool = pools.get(label);
    if (!pool) {
      const all = members[label]!;
      pool = all.length <= poolSize ? all : Int32Array.from({ length: poolSize }, () => pick(all, random));
      pools.set(label, pool);
    }
    return pool;
  };

  const everyone = Int32Array.from({ length: poolSize }, () => Math.floor(random() * labelOf.length));
  const positives = heads.length;
  const falseHeads = new Int32Array(positives * negatives).fill(-1);
  const falseTails = new Int32Array(positives * negatives).fill(-1);
  for (let i = 0; i < positives; i++) {
    const [head, tail] = [heads[i]!, tails[i]!];
    const headPool = poolOf(labelOf[head]!);
    const tailPool = poolOf(labelOf[tail]!);
    for (let n = 0; n < negatives; n++) {
      const swapHead = (i + n) % 2 === 0;
      const anyone = random() < anyLabel;
      for (let attempt = 0; attempt < attempts; attempt++) {
        const falseHead = swapHead ? pick(anyone ? everyone : headPool, random) : head;
        const falseTail = swapHead ? tail : pick(anyone ? everyone : tailPool, random);
        if (known.has(relation, falseHead, falseTail)) continue;
        falseHeads[i * negatives + n] = falseHead;
        falseTails[i * negatives + n] = falseTail;
        break;
      }
    }
  }
  return gather(relation, heads, tails, falseHeads, falseTails, negatives);
}

function pick(from: Int32Array, random: () => number): number {
  return from[Math.floor(random() * from.length)]!;
}

/** Replaces entities by their position in the list of distinct ones. */
function gather(
  relation: number,
  heads: Int32Array,
  tails: Int32Array,
  falseHeads: Int32Array,
  falseTails: Int32Array,
  negatives: number,
): RankingBatch {
  const place = new Map<number, number>();
  const locate = (entity: number) => {
    if (entity < 0) return -1;
    const found = place.get(entity);
    if (found !== undefined) return found;
    place.set(entity, place.size);
    return place.size - 1;
  };
  const columns = [heads, tails, falseHeads, falseTails].map((column) => column.map(locate));
  const entities = Int32Array.from(place.keys());
  return {
    relation,
    entities,
    entityCount: entities.length,
    heads: columns[0]!,
    tails: columns[1]!,
    positives: heads.length,
    falseHeads: columns[2]!,
    falseTails: columns[3]!,
    negatives,
  };
}
