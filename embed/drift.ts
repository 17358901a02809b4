import { settingIn } from "./parts.ts";
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
 * those that were learned.
 */
const mostChanged = 0.02;
const mostNew = 0.25;

/**
 * A new value of a numeric hyperparameter may be this far beyond the old ones, as a multiple of their
 * range: a line is no guide far from what it was learned on.
 */
const farthest = 1;

/**
 * Compares the current triples with those that vectors were learned on.
 *
 * @param since what had drifted already when `before` was read, since all vectors were learned: it
 *   counts too, so that many small steps are as far as one
 */
export function driftBetween(
  before: readonly NamedTriple[],
  now: readonly NamedTriple[],
  since: Pick<Drift, "newEntities" | "changedTriples"> = { newEntities: 0, changedTriples: 0 },
): Drift {
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
  const [changed, fresh] = [changedTriples + since.changedTriples, newEntities + since.newEntities];
  const learned = known.size - since.newEntities;
  const reasons = [
    ...newRelations.map((relation) => `the relation ${relation} is new`),
    ...(changed > mostChanged * old.size
      ? [`${changed} of ${old.size} triples among known entities have changed (at most ${percent(mostChanged)})`]
      : []),
    ...(fresh > mostNew * learned
      ? [`${fresh} entities are new beside ${learned} that were learned (at most ${percent(mostNew)})`]
      : []),
    ...farValues(known, present),
  ];
  return { newEntities, goneEntities, newTriples: now.length - amongOld.length, changedTriples, reasons };
}

/** A sentence for each new value that is too far from the old ones. */
function farValues(known: ReadonlySet<string>, present: ReadonlySet<string>): string[] {
  const old = new Map<string, number[]>();
  for (const { hyperparameter, value } of [...known].map(settingIn))
    if (value !== undefined) old.set(hyperparameter, [...(old.get(hyperparameter) ?? []), value]);
  return [...present].flatMap((entity) => {
    const { hyperparameter, value } = settingIn(entity);
    const values = old.get(hyperparameter);
    if (known.has(entity) || value === undefined || !values || values.length < 2) return [];
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const beyond = Math.max(least - value, value - most);
    const learnt = `the values that were learned, ${least} to ${most}`;
    return beyond > farthest * (most - least) ? [`${hyperparameter}=${value} is far from ${learnt}`] : [];
  });
}

const percent = (share: number) => `${100 * share} %`;
const keyOf = ({ head, relation, tail }: NamedTriple) => JSON.stringify([head, relation, tail]);
const entitiesOf = (triples: readonly NamedTriple[]) => new Set(triples.flatMap(({ head, tail }) => [head, tail]));
