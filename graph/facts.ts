import { GraphError } from "./errors.ts";
import { missingLinks, writeLinks } from "./queries/link-facts.ts";
import { labelsInUse, lookUpNodes, writeNodes } from "./queries/node-facts.ts";
import { type Changes, type Graph, type Run, transaction } from "./query.ts";

/** What a property can hold here: Neo4j keeps lists of one type, and null means no such property. */
export type PropertyValue = string | number | boolean | null | string[];

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
  "Task",
  "Result",
] as const;
export type KnowledgeLabel = (typeof knowledgeLabels)[number];

/** The kinds of relationship between them; OF_METHOD and WITH_SETTING lead from a Strategy and from a Result. */
export const knowledgeLinks = [
  "OF_METHOD",
  "WITH_SETTING",
  "HAS_HYPERPARAMETER",
  "USES_TECHNIQUE",
  "OFFERS",
  "PROPOSES",
  "ON_DATASET",
  "OF_NETWORK",
  "REPORTED_IN",
  "ON_TASK",
] as const;
export type KnowledgeLink = (typeof knowledgeLinks)[number];

/** Properties are compared as they are written here; what else a node holds (a vector, say) is left alone. */
export interface NodeFact {
  label: KnowledgeLabel;
  id: string;
  properties: Record<string, PropertyValue>;
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

/** The difference between facts and the graph. Empty when the graph holds them all. */
export interface Plan {
  addedNodes: NodeFact[];
  /** Nodes that are there with other values in `keys`. */
  changedNodes: (NodeFact & { keys: string[] })[];
  addedLinks: LinkFact[];
}

export interface FactsOptions {
  /** Only say what would be written. */
  dryRun?: boolean;
  /** Called as rows are written; `total` counts nodes and relationships of the plan. */
  report?: (progress: { done: number; total: number }) => void;
}

const batchSize = 5000;

/**
 * Compares facts with the graph and writes the difference, all in one transaction: after a failure the graph is as before.
 * Facts that the graph holds already are not touched, so a second call writes nothing (`changes` is all zero).
 *
 * Throws GraphError `not_found` when a relationship names a node that is neither in the graph nor among the facts.
 */
export async function writeFacts(
  graph: Graph,
  facts: Facts,
  { dryRun = false, report }: FactsOptions = {},
): Promise<{ plan: Plan; changes: Changes }> {
  const { value, changes } = await transaction(
    graph,
    dryRun ? "read" : "write",
    async (run) => {
      const elementIds: ElementIds = new Map();
      const plan = await difference(run, facts, elementIds);
      if (!dryRun) await write(run, plan, elementIds, report);
      return plan;
    },
    { timeoutMs: 120_000 },
  );
  return { plan: value, changes };
}

/** Neo4j's own ids of the nodes that are there, by `nameOf`; they hold within one transaction. */
type ElementIds = Map<string, string>;

function nameOf({ label, id }: { label: string; id: string }): string {
  return `${label} ${id}`;
}

async function difference(run: Run, facts: Facts, elementIds: ElementIds): Promise<Plan> {
  const plan: Plan = { addedNodes: [], changedNodes: [], addedLinks: [] };
  const inUse = new Set((await run(labelsInUse, {})).map(({ label }) => label));
  const told = new Set(facts.nodes.map(nameOf));
  const onlyNamed = new Map<string, NodeFact>();
  for (const end of facts.links.flatMap(({ from, to }) => [from, to])) {
    if (!told.has(nameOf(end))) onlyNamed.set(nameOf(end), { ...end, properties: {} });
  }
  for (const label of knowledgeLabels) {
    const nodes = [...facts.nodes, ...onlyNamed.values()].filter((node) => node.label === label);
    for (const batch of batches(nodes)) {
      const rows = batch.map(({ id, properties }, at) => ({ at, id, properties }));
      const found = inUse.has(label) ? await run(lookUpNodes(label), { rows }) : [];
      const differing = new Map(found.map(({ at, differing }) => [at, differing]));
      for (const { at, elementId } of found) elementIds.set(nameOf(batch[at]!), elementId);
      batch.forEach((node, at) => {
        const keys = differing.get(at);
        if (keys === undefined) plan.addedNodes.push(node);
        else if (keys.length > 0) plan.changedNodes.push({ ...node, keys });
      });
    }
  }
  const unknown = plan.addedNodes.find((node) => onlyNamed.has(nameOf(node)));
  if (unknown) {
    const message = `${nameOf(unknown)} is named by a relationship but is neither in the graph nor to be written; nothing was written.`;
    throw new GraphError("not_found", message);
  }
  for (const batch of batches(facts.links)) {
    const held = batch.filter(({ from, to }) => elementIds.has(nameOf(from)) && elementIds.has(nameOf(to)));
    const missing = held.length === 0 ? [] : await run(missingLinks, { rows: linkRows(held, elementIds) });
    const known = new Set(held);
    for (const { at } of missing) known.delete(held[at]!);
    plan.addedLinks.push(...batch.filter((link) => !known.has(link)));
  }
  return plan;
}

async function write(run: Run, plan: Plan, elementIds: ElementIds, report: FactsOptions["report"]): Promise<void> {
  const nodes = [...plan.addedNodes, ...plan.changedNodes];
  const total = nodes.length + plan.addedLinks.length;
  let done = 0;
  const wrote = (count: number) => {
    done += count;
    report?.({ done, total });
  };
  for (const label of knowledgeLabels) {
    for (const batch of batches(nodes.filter((node) => node.label === label))) {
      const rows = batch.map(({ id, properties }) => ({ id, properties }));
      for (const { id, elementId } of await run(writeNodes(label), { rows }))
        elementIds.set(nameOf({ label, id }), elementId);
      wrote(batch.length);
    }
  }
  for (const type of knowledgeLinks) {
    for (const batch of batches(plan.addedLinks.filter((link) => link.type === type))) {
      const [answer] = await run(writeLinks(type), { rows: linkRows(batch, elementIds) });
      if (answer?.written !== batch.length) {
        const message = `Only ${answer?.written ?? 0} of ${batch.length} relationships ${type} could be written, because a node went away; try again.`;
        throw new GraphError("conflict", message);
      }
      wrote(batch.length);
    }
  }
}

function linkRows(links: LinkFact[], elementIds: ElementIds) {
  return links.map(({ type, from, to, properties = {} }, at) => ({
    at,
    type,
    from: elementIds.get(nameOf(from))!,
    to: elementIds.get(nameOf(to))!,
    properties,
  }));
}

function* batches<T>(items: T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}
