import type { Run } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { linksFrom, lookUpLinks } from "../queries/ingest/link-facts.ts";
import { labelsInUse, lookUpNodes } from "../queries/ingest/node-facts.ts";
import type { PropertyValue } from "../rows/property-value.ts";
import {
  batches,
  type Facts,
  type KnowledgeLabel,
  knowledgeLabels,
  knowledgeLinks,
  type LinkFact,
  type NodeFact,
  nameOf,
  type Plan,
  same,
} from "./facts.ts";
import { type LinkName, nameOfLink } from "./journal.ts";

/** How facts and the graph compare: what is to be written, what is there, and where it is. */
export interface Difference {
  plan: Plan;
  /** The facts that the graph holds just so. */
  held: Facts;
  /** Neo4j's own ids of nodes, by `nameOf`; they hold within one transaction. */
  elementIds: Map<string, string>;
  /** Neo4j's own ids of the relationships to change, in the order of `plan.changedLinks`. */
  changedLinkIds: string[];
  /** And of those to remove, in the order of `plan.removedLinks`. */
  removedLinkIds: string[];
}

/**
 * Compares facts with the graph. A fact that is stated twice counts once; where the two differ, the
 * later one.
 *
 * @throws GraphError `not_found` when a relationship names a node that is neither in the graph nor
 * among the facts.
 */
export async function difference(run: Run, facts: Facts): Promise<Difference> {
  const inUse = new Set((await run(labelsInUse, {})).map(({ label }) => label));
  const found: Difference = {
    plan: { addedNodes: [], changedNodes: [], addedLinks: [], changedLinks: [], removedLinks: [] },
    held: { nodes: [], links: [] },
    elementIds: new Map(),
    changedLinkIds: [],
    removedLinkIds: [],
  };
  const stated = distinctNodes(facts.nodes);
  const onlyNamed = new Map<string, NodeFact>();
  const named = (end: LinkFact["from"]) => {
    const name = nameOf(end);
    if (!stated.has(name) && !onlyNamed.has(name)) onlyNamed.set(name, { ...end, properties: {} });
  };
  for (const { from, to } of facts.links) {
    named(from);
    named(to);
  }
  const [statedOf, namedOf] = [byLabel(stated.values()), byLabel(onlyNamed.values())];
  for (const label of knowledgeLabels) {
    await compareNodes(run, inUse.has(label), statedOf.get(label) ?? [], found);
    const unknown = await missingEnd(run, inUse.has(label), namedOf.get(label) ?? [], found);
    if (unknown) {
      const message = `${nameOf(unknown)} is named by a relationship but is neither in the graph nor to be written; nothing was written.`;
      throw new GraphError("not_found", message);
    }
  }
  const links = distinctLinks(facts.links);
  for (const type of knowledgeLinks) {
    const ofType = links.filter((link) => link.type === type);
    for (const batch of batches(ofType)) await compareLinks(run, type, batch, found);
  }
  await findObsolete(run, [...stated.values()], links, found);
  return found;
}

function byLabel(nodes: Iterable<NodeFact>): Map<KnowledgeLabel, NodeFact[]> {
  const groups = new Map<KnowledgeLabel, NodeFact[]>();
  for (const node of nodes) {
    const group = groups.get(node.label);
    if (group) group.push(node);
    else groups.set(node.label, [node]);
  }
  return groups;
}

async function compareNodes(run: Run, inUse: boolean, nodes: NodeFact[], found: Difference): Promise<void> {
  for (const batch of batches(nodes)) {
    const keys = keysOf(batch);
    const label = batch[0]!.label;
    const rows = inUse ? await run(lookUpNodes(label), { ids: batch.map(({ id }) => id), keys }) : [];
    const byPlace = new Map(rows.map((row) => [row.at, row]));
    batch.forEach((node, at) => {
      const row = byPlace.get(at);
      if (row === undefined) {
        found.plan.addedNodes.push(node);
        return;
      }
      found.elementIds.set(nameOf(node), row.elementId);
      const { differing, was } = compare(node.properties, keys, row.values);
      if (differing.length === 0) found.held.nodes.push(node);
      else found.plan.changedNodes.push({ ...node, keys: differing, was });
    });
  }
}

/** Looks up nodes that relationships name; returns one that is not there. */
async function missingEnd(run: Run, inUse: boolean, nodes: NodeFact[], found: Difference) {
  for (const batch of batches(nodes)) {
    if (!inUse) return batch[0];
    const label = batch[0]!.label;
    const rows = await run(lookUpNodes(label), { ids: batch.map(({ id }) => id), keys: [] });
    for (const { at, elementId } of rows) found.elementIds.set(nameOf(batch[at]!), elementId);
    const unknown = batch.find((node) => !found.elementIds.has(nameOf(node)));
    if (unknown) return unknown;
  }
  return undefined;
}

async function compareLinks(run: Run, type: LinkFact["type"], batch: LinkFact[], found: Difference): Promise<void> {
  const { plan, held, elementIds, changedLinkIds } = found;
  const between = batch.filter(({ from, to }) => elementIds.has(nameOf(from)) && elementIds.has(nameOf(to)));
  const keys = keysOf(between);
  const rows = between.length === 0 ? [] : await run(lookUpLinks(type), { ...linkEnds(between, elementIds), keys });
  const byLink = new Map<LinkFact, typeof rows>();
  for (const row of rows) {
    const link = between[row.at]!;
    byLink.set(link, [...(byLink.get(link) ?? []), row]);
  }
  for (const link of batch) {
    const compared = (byLink.get(link) ?? []).map((row) => ({
      elementId: row.elementId,
      ...compare(link.properties ?? {}, keys, row.values),
    }));
    const [first] = compared;
    if (first === undefined) plan.addedLinks.push(link);
    else if (compared.some(({ differing }) => differing.length === 0)) held.links.push(link);
    else {
      plan.changedLinks.push({ ...link, keys: first.differing, was: first.was });
      changedLinkIds.push(first.elementId);
    }
  }
}

/** Relationships that nodes own, and that are no longer among the facts. */
async function findObsolete(run: Run, nodes: NodeFact[], links: readonly LinkFact[], found: Difference): Promise<void> {
  const owners = nodes.filter((node) => node.owns && found.elementIds.has(nameOf(node)));
  if (owners.length === 0) return;
  const stated = new Set(links.map(nameOfLink));
  for (const batch of batches(owners)) {
    const rows = await run(linksFrom, { nodes: batch.map((node) => found.elementIds.get(nameOf(node))!) });
    for (const { at, elementId, type, label, id, properties } of rows) {
      const { label: ownLabel, id: ownId, owns } = batch[at]!;
      const owned = owns?.find((each) => each === type);
      const other = knowledgeLabels.find((each) => each === label);
      if (owned === undefined || other === undefined) continue;
      const link = { type: owned, from: { label: ownLabel, id: ownId }, to: { label: other, id } };
      if (stated.has(nameOfLink(link))) continue;
      found.plan.removedLinks.push({ ...link, properties });
      found.removedLinkIds.push(elementId);
    }
  }
}

/**
 * The ends of relationships as a list of nodes, each once, and each relationship as two places in
 * it.
 */
export function linkEnds(links: readonly Pick<LinkName, "from" | "to">[], elementIds: ReadonlyMap<string, string>) {
  const places = new Map<string, number>();
  const place = (end: { label: string; id: string }) => {
    const elementId = elementIds.get(nameOf(end))!;
    const known = places.get(elementId);
    if (known !== undefined) return known;
    places.set(elementId, places.size);
    return places.size - 1;
  };
  const pairs = links.map(({ from, to }): [number, number] => [place(from), place(to)]);
  return { nodes: [...places.keys()], pairs };
}

function compare(properties: Record<string, PropertyValue>, keys: string[], values: PropertyValue[]) {
  const differing: string[] = [];
  const was: Record<string, PropertyValue> = {};
  keys.forEach((key, at) => {
    const wanted = properties[key];
    const value = values[at] ?? null;
    if (wanted === undefined || same(wanted, value)) return;
    differing.push(key);
    was[key] = value;
  });
  return { differing, was };
}

function keysOf(facts: readonly { properties?: Record<string, PropertyValue> }[]): string[] {
  const keys = new Set<string>();
  for (const { properties } of facts) for (const key in properties) keys.add(key);
  return [...keys];
}

function distinctNodes(nodes: readonly NodeFact[]): Map<string, NodeFact> {
  const distinct = new Map<string, NodeFact>();
  for (const node of nodes) {
    const key = nameOf(node);
    const before = distinct.get(key);
    const properties = { ...before?.properties, ...node.properties };
    distinct.set(key, before ? { ...before, ...node, properties } : node);
  }
  return distinct;
}

function distinctLinks(links: readonly LinkFact[]): LinkFact[] {
  const distinct = new Map<string, LinkFact>();
  for (const link of links) {
    const key = `${link.type} ${nameOf(link.from)} -> ${nameOf(link.to)}`;
    const before = distinct.get(key);
    distinct.set(key, before ? { ...link, properties: { ...before.properties, ...link.properties } } : link);
  }
  return [...distinct.values()];
}
