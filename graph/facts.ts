import { GraphError } from "./errors.ts";
import { missingLinks, writeLinks } from "./queries/link-facts.ts";
import { differingNodes, writeNodes } from "./queries/node-facts.ts";
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

/** The kinds of relationship between them, with the labels at both ends; `OF_METHOD` also leads from a Result. */
export const knowledgeLinks = [
  { type: "OF_METHOD", from: "Strategy", to: "Method" },
  { type: "WITH_SETTING", from: "Strategy", to: "Setting" },
  { type: "HAS_HYPERPARAMETER", from: "Method", to: "Hyperparameter" },
  { type: "USES_TECHNIQUE", from: "Method", to: "Technique" },
  { type: "OFFERS", from: "Hyperparameter", to: "Setting" },
  { type: "PROPOSES", from: "Paper", to: "Method" },
  { type: "ON_DATASET", from: "Task", to: "Dataset" },
  { type: "OF_NETWORK", from: "Task", to: "Network" },
  { type: "REPORTED_IN", from: "Result", to: "Paper" },
  { type: "OF_METHOD", from: "Result", to: "Method" },
  { type: "WITH_SETTING", from: "Result", to: "Setting" },
  { type: "ON_TASK", from: "Result", to: "Task" },
] as const satisfies { type: string; from: KnowledgeLabel; to: KnowledgeLabel }[];
export type KnowledgeLink = (typeof knowledgeLinks)[number];

/** Properties are compared as they are written here; what else a node holds (a vector, say) is left alone. */
export interface NodeFact {
  label: KnowledgeLabel;
  id: string;
  properties: Record<string, PropertyValue>;
}

export interface LinkFact {
  type: KnowledgeLink["type"];
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
      const plan = await difference(run, facts);
      if (!dryRun) await write(run, plan, report);
      return plan;
    },
    { timeoutMs: 120_000 },
  );
  return { plan: value, changes };
}

async function difference(run: Run, facts: Facts): Promise<Plan> {
  const plan: Plan = { addedNodes: [], changedNodes: [], addedLinks: [] };
  for (const label of knowledgeLabels) {
    const nodes = facts.nodes.filter((node) => node.label === label);
    for (const batch of batches(nodes)) {
      const rows = batch.map(({ id, properties }, at) => ({ at, id, properties }));
      for (const { at, keys } of await run(differingNodes(label), { rows })) {
        const node = batch[at]!;
        if (keys === null) plan.addedNodes.push(node);
        else plan.changedNodes.push({ ...node, keys });
      }
    }
  }
  for (const kind of knowledgeLinks) {
    for (const batch of batches(linksOf(facts.links, kind))) {
      const rows = batch.map((link, at) => ({
        at,
        from: link.from.id,
        to: link.to.id,
        properties: link.properties ?? {},
      }));
      for (const { at } of await run(missingLinks(kind), { rows })) plan.addedLinks.push(batch[at]!);
    }
  }
  return plan;
}

async function write(run: Run, plan: Plan, report: FactsOptions["report"]): Promise<void> {
  const nodes = [...plan.addedNodes, ...plan.changedNodes];
  const total = nodes.length + plan.addedLinks.length;
  let done = 0;
  const wrote = (count: number) => {
    done += count;
    report?.({ done, total });
  };
  for (const label of knowledgeLabels) {
    for (const batch of batches(nodes.filter((node) => node.label === label))) {
      await run(writeNodes(label), { rows: batch.map(({ id, properties }) => ({ id, properties })) });
      wrote(batch.length);
    }
  }
  for (const kind of knowledgeLinks) {
    for (const batch of batches(linksOf(plan.addedLinks, kind))) {
      const rows = batch.map(({ from, to, properties = {} }) => ({ from: from.id, to: to.id, properties }));
      const [answer] = await run(writeLinks(kind), { rows });
      if (answer?.written !== batch.length) {
        const message = `${batch.length - (answer?.written ?? 0)} of ${batch.length} relationships ${kind.from} ${kind.type} ${kind.to} name a node that is not in the graph; nothing was written.`;
        throw new GraphError("not_found", message);
      }
      wrote(batch.length);
    }
  }
}

function linksOf(links: LinkFact[], { type, from, to }: KnowledgeLink): LinkFact[] {
  return links.filter((link) => link.type === type && link.from.label === from && link.to.label === to);
}

function* batches<T>(items: T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}
