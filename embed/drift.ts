import type { NamedTriple } from "./triples.ts";

/** How far a graph has moved from the one that vectors were learned on. */
export interface Drift {
  newEntities: number;
  /** Entities that no triple of the graph names any more. */
  goneEntities: number;
  /** Triples that name a new entity. */
  newTriples: number;
  /**
   * Triples among old entities that were added or removed: nothing that keeps old vectors can learn
   * these.
   */
  changedTriples: number;
  /**
   * Why all vectors should be learned from scratch, a sentence each; none where placing the new
   * entities is enough.
   */
  reasons: string[];
}

/**
 * Changes among old entities may be this fraction of the old triples, new entities this fraction of
 * the old ones.
 */
const mostChanged = 0.02;
const mostNew = 0.25;

/** Compares the current triples with those that vectors were learned on. */
export function driftBetween(before: readonly NamedTriple[], now: readonly NamedTriple[]): Drift {
  const known = entitiesOf(before);
  const present = entitiesOf(now);
  const newEntities = [...present].filter((entity) => !known.has(entity)).length;
  const goneEntities = [...known].filter((entity) => !present.has(entity)).length;
  const old = new Set(before.map(keyOf));
  const amongOld = now.filter(({ head, tail }) => known.has(head) && known.has(tail));
  const kept = amongOld.filter((triple) => old.has(keyOf(triple))).length;
  const changedTriples = amongOld.length - kept + (old.size - kept);
  const oldRelations = new Set(before.map(({ relation }) => relation));
  const newRelations = [...new Set(now.map(({ relation }) => relation))].filter((each) => !oldRelations.has(each));
  const reasons = [
    ...newRelations.map((relation) => `the relation ${relation} is new`),
    ...(changedTriples > mostChanged * old.size
      ? [`${changedTriples} of ${old.size} triples among known entities have changed (at most ${percent(mostChanged)})`]
      : []),
    ...(newEntities > mostNew * known.size
      ? [`${newEntities} entities are new beside ${known.size} known ones (at most ${percent(mostNew)})`]
      : []),
  ];
  return { newEntities, goneEntities, newTriples: now.length - amongOld.length, changedTriples, reasons };
}

const percent = (share: number) => `${100 * share} %`;
const keyOf = ({ head, relation, tail }: NamedTriple) => JSON.stringify([head, relation, tail]);
const entitiesOf = (triples: readonly NamedTriple[]) => new Set(triples.flatMap(({ head, tail }) => [head, tail]));
