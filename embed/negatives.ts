import type { RankingBatch } from "./transr.ts";
import type { TripleSet } from "./triples.ts";

/**
 * A batch draws its false ends from a pool half its size, but of at least this many; of a label
 * with fewer entities, all are used.
 */
const leastPool = 32;

/** How often a draw that hit a true triple is repeated before the pair is skipped. */
const attempts = 8;

/** How false triples are drawn. */
export interface NegativeOptions {
  /** False triples for each true one. */
  negatives: number;
  /** Fraction of them that are loops: the false end is the entity at the other end. */
  loops: number;
  /**
   * Fraction of them whose false end may have any label; the rest keep the label of the end they
   * replace.
   */
  anyLabel: number;
}

/**
 * Draws false triples for true ones: the head and the tail are replaced in turn, by another entity.
 *
 * Type-aware: false ends have the label of the true one, which teaches to distinguish one method
 * from another; a fraction `anyLabel` is drawn from all entities, which keeps strategies and
 * settings apart. Filtered: a returned triple is never in `known`; where eight draws find none,
 * that negative is skipped. The false ends of a batch come from pools that its triples share, drawn
 * for each batch, so that few distinct entities must be projected however many negatives there are.
 *
 * A fraction `loops` joins an entity to itself. A translation scores every loop alike, ‖r‖, which
 * is little where r is, as in symmetric relations: so every entity would be its own best answer.
 * Chance alone draws a loop once in as many draws as there are entities.
 *
 * @param heads heads of the true triples. [positives]
 * @param tails tails of the true triples. [positives]
 */
export function drawNegatives(
  known: TripleSet,
  relation: number,
  heads: Int32Array,
  tails: Int32Array,
  { negatives, loops, anyLabel }: NegativeOptions,
  random: () => number,
): RankingBatch {
  const { labelOf, members } = known.names;
  const poolSize = Math.max(leastPool, heads.length >> 1);
  const everyone = Int32Array.from({ length: poolSize }, () => Math.floor(random() * labelOf.length));
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

  const positives = heads.length;
  const falseHeads = new Int32Array(positives * negatives).fill(-1);
  const falseTails = new Int32Array(positives * negatives).fill(-1);
  for (let i = 0; i < positives; i++) {
    const [head, tail] = [heads[i]!, tails[i]!];
    for (let n = 0; n < negatives; n++) {
      const swapHead = (i + n) % 2 === 0;
      const kind = random();
      const pool = kind < loops + anyLabel ? everyone : poolOf(labelOf[swapHead ? head : tail]!);
      for (let attempt = 0; attempt < attempts; attempt++) {
        const loop = kind < loops && attempt === 0;
        const falseEnd = loop ? (swapHead ? tail : head) : pick(pool, random);
        const falseHead = swapHead ? falseEnd : head;
        const falseTail = swapHead ? tail : falseEnd;
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
  const columns = [heads, tails, falseHeads, falseTails] as const;
  const distinct = new Set<number>();
  for (const column of columns) for (const entity of column) distinct.add(entity);
  distinct.delete(-1);
  const entities = Int32Array.from(distinct).sort();
  const place = new Int32Array((entities.at(-1) ?? -1) + 1);
  entities.forEach((entity, i) => {
    place[entity] = i;
  });
  const locate = (column: Int32Array) => column.map((entity) => (entity < 0 ? -1 : place[entity]!));
  return {
    relation,
    entities,
    entityCount: entities.length,
    heads: locate(heads),
    tails: locate(tails),
    positives: heads.length,
    falseHeads: locate(falseHeads),
    falseTails: locate(falseTails),
    negatives,
  };
}
