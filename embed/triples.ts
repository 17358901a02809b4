import { EmbedError } from "./errors.ts";

/**
 * A fact with names of any kind; `graph`'s `Triple` is one. The part of an entity before the first
 * ":" is its label.
 */
export interface NamedTriple {
  head: string;
  relation: string;
  tail: string;
}

/**
 * The names behind the numbers. Sorted, so the same graph has the same numbers in whatever order it
 * was read.
 */
export interface Names {
  entities: readonly string[];
  relations: readonly string[];
  /** Label of each entity, as an index into `members`. [entities] */
  labelOf: Int32Array;
  /** The entities of each label. */
  members: readonly Int32Array[];
}

/** The facts of one relation, one column an end. */
export interface Facts {
  heads: Int32Array;
  tails: Int32Array;
}

/**
 * A set of triples over some names: facts grouped by relation, and a test for being one of them.
 */
export interface TripleSet {
  names: Names;
  /** [relations] */
  facts: readonly Facts[];
  /** Number of triples over all relations. */
  count: number;
  has(relation: number, head: number, tail: number): boolean;
}

/** The label of an entity: the part before the first ":", or nothing. */
export function labelIn(entity: string): string {
  return entity.slice(0, Math.max(0, entity.indexOf(":")));
}

/**
 * Numbers the entities and relations of a graph.
 *
 * @throws EmbedError `no_triples` when there are no triples
 * @throws EmbedError `bad_triple` when a triple lacks a name
 */
export function nameTriples(triples: readonly NamedTriple[]): Names {
  if (triples.length === 0) {
    throw new EmbedError("no_triples", "There are no triples to learn from: fill the graph first (automc graph init).");
  }
  for (const { head, relation, tail } of triples) {
    if (!head || !relation || !tail) {
      throw new EmbedError("bad_triple", `A triple lacks a name: (${head}, ${relation}, ${tail}).`);
    }
  }
  const entities = [...new Set(triples.flatMap(({ head, tail }) => [head, tail]))].sort();
  const relations = [...new Set(triples.map(({ relation }) => relation))].sort();
  const labels = [...new Set(entities.map(labelIn))];
  const labelOf = Int32Array.from(entities, (entity) => labels.indexOf(labelIn(entity)));
  const members = labels.map((_, label) =>
    Int32Array.from(entities.keys()).filter((entity) => labelOf[entity] === label),
  );
  return { entities, relations, labelOf, members };
}

/**
 * Groups triples by relation, sorted, each triple once.
 *
 * @throws EmbedError `bad_triple` when a triple has a name that is not in `names`
 */
export function groupTriples(triples: readonly NamedTriple[], names: Names): TripleSet {
  const entityNumber = new Map(names.entities.map((entity, i) => [entity, i]));
  const relationNumber = new Map(names.relations.map((relation, i) => [relation, i]));
  const size = names.entities.length;
  const codes = triples.map(({ head, relation, tail }) => {
    const [r, h, t] = [relationNumber.get(relation), entityNumber.get(head), entityNumber.get(tail)];
    if (r === undefined || h === undefined || t === undefined) {
      throw new EmbedError("bad_triple", `The triple (${head}, ${relation}, ${tail}) has an unknown name.`);
    }
    return (r * size + h) * size + t; // exact below 2^53: 40 relations over 10 million entities
  });
  return fromCodes(Float64Array.from(new Set(codes)).sort(), names);
}

/** Splits a set in two, by a test on each triple: those for which it holds, and the rest. */
export function partitionTriples(
  set: TripleSet,
  chosen: (relation: number, index: number) => boolean,
): [chosen: TripleSet, rest: TripleSet] {
  const size = set.names.entities.length;
  const sides: [number[], number[]] = [[], []];
  for (const [relation, { heads, tails }] of set.facts.entries()) {
    for (let i = 0; i < heads.length; i++) {
      sides[chosen(relation, i) ? 0 : 1].push((relation * size + heads[i]!) * size + tails[i]!);
    }
  }
  return [fromCodes(Float64Array.from(sides[0]), set.names), fromCodes(Float64Array.from(sides[1]), set.names)];
}

/**
 * `codes` are (relation * entities + head) * entities + tail, ascending; so the tails of a head are
 * adjacent, ascending.
 */
function fromCodes(codes: Float64Array, names: Names): TripleSet {
  const size = names.entities.length;
  const facts = names.relations.map((_, relation) => {
    const own = codes.filter((code) => Math.floor(code / (size * size)) === relation);
    return {
      heads: Int32Array.from(own, (code) => Math.floor(code / size) % size),
      tails: Int32Array.from(own, (code) => code % size),
    };
  });
  const starts = facts.map(({ heads }) => firstRows(heads, size));
  const has = (relation: number, head: number, tail: number) => {
    const { tails } = facts[relation]!;
    let low = starts[relation]![head]!;
    let high = starts[relation]![head + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle]! < tail) low = middle + 1;
      else high = middle;
    }
    return low < starts[relation]![head + 1]! && tails[low] === tail;
  };
  return { names, facts, count: codes.length, has };
}

/**
 * For each entity, the first row of `heads` (ascending) that is not before it; one entry more ends
 * the last. [size + 1]
 */
function firstRows(heads: Int32Array, size: number): Int32Array {
  const starts = new Int32Array(size + 1);
  for (const head of heads) starts[head + 1]!++;
  for (let e = 0; e < size; e++) starts[e + 1]! += starts[e]!;
  return starts;
}
