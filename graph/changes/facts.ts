import type { PropertyValue } from "../rows/property-value.ts";

/** The kinds of node that knowledge is written as; each is named by its `id`. */
export const knowledgeLabels = [
  "Method",
  "Hyperparameter",
  "Setting",
  "Technique",
  "Strategy",
  "Paper",
  "Dataset",
  "Network",
  "NetworkFamily",
  "Task",
  "Result",
  "Alias",
] as const;
export type KnowledgeLabel = (typeof knowledgeLabels)[number];

/**
 * The kinds of relationship between them; OF_METHOD and WITH_SETTING lead from a Strategy and from
 * a Result.
 */
export const knowledgeLinks = [
  "OF_METHOD",
  "WITH_SETTING",
  "HAS_HYPERPARAMETER",
  "USES_TECHNIQUE",
  "OFFERS",
  "PROPOSES",
  "ON_DATASET",
  "OF_NETWORK",
  "IN_FAMILY",
  "REPORTED_IN",
  "ON_TASK",
  "ALIAS_OF",
] as const;
export type KnowledgeLink = (typeof knowledgeLinks)[number];

/**
 * Properties are compared as they are written here; what else a node holds (a vector, say) is left
 * alone.
 */
export interface NodeFact {
  label: KnowledgeLabel;
  id: string;
  properties: Record<string, PropertyValue>;
  /**
   * Relationships of these types that lead from it and are not among the facts are out of date, and
   * go.
   */
  owns?: readonly KnowledgeLink[];
}

export interface LinkFact {
  type: KnowledgeLink;
  from: { label: KnowledgeLabel; id: string };
  to: { label: KnowledgeLabel; id: string };
  properties?: Record<string, PropertyValue>;
}

/** Knowledge as plain data: what should be in the graph afterwards. */
export interface Facts {
  nodes: NodeFact[];
  links: LinkFact[];
}

/**
 * A node that is there, with other values in `keys`; `was` holds those, null where there is none.
 */
export interface ChangedNode extends NodeFact {
  keys: string[];
  was: Record<string, PropertyValue>;
}

/**
 * A relationship that is there, with other values in `keys`; `was` holds those, null where there is
 * none.
 */
export interface ChangedLink extends LinkFact {
  keys: string[];
  was: Record<string, PropertyValue>;
}

/** The difference between facts and the graph. Empty when the graph holds them all. */
export interface Plan {
  addedNodes: NodeFact[];
  changedNodes: ChangedNode[];
  addedLinks: LinkFact[];
  changedLinks: ChangedLink[];
  /** With the properties they had. */
  removedLinks: LinkFact[];
}

export interface FactsOptions {
  /** Only return what would be written. */
  dryRun?: boolean;
  /** Called as rows are written; `total` counts nodes and relationships of the plan. */
  report?: (progress: { done: number; total: number }) => void;
}

/** Whether a property holds just this. */
export function same(a: PropertyValue, b: PropertyValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((each, at) => each === b[at]);
}

/** How much a plan adds, changes and removes: nodes by label, relationships by type. */
export interface Counts {
  added: Record<string, number>;
  changed: Record<string, number>;
  removed: Record<string, number>;
}

/** The counts of a plan. */
export function countsOf({ addedNodes, changedNodes, addedLinks, changedLinks, removedLinks }: Plan): Counts {
  const tally = (nodes: readonly NodeFact[], links: readonly LinkFact[]) => {
    const counts: Record<string, number> = {};
    for (const { label } of nodes) counts[label] = (counts[label] ?? 0) + 1;
    for (const { type } of links) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  };
  return {
    added: tally(addedNodes, addedLinks),
    changed: tally(changedNodes, changedLinks),
    removed: tally([], removedLinks),
  };
}

/** Whether a plan writes nothing. */
export function isEmpty(plan: Plan): boolean {
  return Object.values(plan).every((part) => part.length === 0);
}

/** A node's name over all kinds, for messages and as a key. */
export function nameOf({ label, id }: { label: string; id: string }): string {
  return `${label} ${id}`;
}

/** Rows that go to the server in one statement. */
const batchSize = 5000;

/** A list in parts of a size that one statement takes. */
export function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}
