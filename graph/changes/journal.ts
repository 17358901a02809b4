import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { GraphError } from "../errors.ts";
import { type PropertyValue, properties } from "../rows/property-value.ts";
import { type Facts, nameOf, type Plan } from "./facts.ts";

/** A node by its name; the label of one that was merged away is `MergedMethod` and so on. */
export interface NodeName {
  label: string;
  id: string;
}

export interface LinkName {
  type: string;
  from: NodeName;
  to: NodeName;
}

/** Values before and after, by property; null where there is none. */
interface Values {
  was: Record<string, PropertyValue>;
  now: Record<string, PropertyValue>;
}

/** What one ingest did to the graph: enough to undo it, and to know who builds on it. */
export interface Journal {
  addedNodes: NodeName[];
  changedNodes: (NodeName & Values)[];
  addedLinks: LinkName[];
  changedLinks: (LinkName & Values)[];
  removedLinks: (LinkName & { properties: Record<string, PropertyValue> })[];
  /** What it states too, and found in the graph as it states it. */
  heldNodes: NodeName[];
  heldLinks: LinkName[];
}

/**
 * The journal of a plan that was written, of the facts that the graph held already, and of further
 * nodes these depend on.
 */
export function journalOf(plan: Plan, held: Facts, uses: readonly NodeName[]): Journal {
  return {
    addedNodes: plan.addedNodes.map(nodeName),
    changedNodes: plan.changedNodes.map((node) => ({ ...nodeName(node), ...values(node) })),
    addedLinks: plan.addedLinks.map(linkName),
    changedLinks: plan.changedLinks.map((link) => ({ ...linkName(link), ...values(link) })),
    removedLinks: plan.removedLinks.map((link) => ({ ...linkName(link), properties: link.properties ?? {} })),
    heldNodes: [...held.nodes, ...uses].map(nodeName),
    heldLinks: held.links.map(linkName),
  };
}

const nodeName = ({ label, id }: NodeName): NodeName => ({ label, id });
const linkName = ({ type, from, to }: LinkName): LinkName => ({ type, from: nodeName(from), to: nodeName(to) });

function values({ keys, was, properties }: { keys: string[]; was: Values["was"]; properties?: Values["now"] }): Values {
  return { was, now: Object.fromEntries(keys.map((key) => [key, properties?.[key] ?? null])) };
}

/** A relationship's name over all kinds. */
export function nameOfLink({ type, from, to }: LinkName): string {
  return `(${nameOf(from)})-[${type}]->(${nameOf(to)})`;
}

const place = z.number().int().nonnegative();
const packedLink = z.tuple([z.string(), place, place]);

/** As it is stored: each node is named once, and referred to by its place; JSON, compressed. */
const packedJournal = z.object({
  version: z.literal(1),
  nodes: z.array(z.tuple([z.string(), z.string()])),
  addedNodes: z.array(place),
  changedNodes: z.array(z.tuple([place, properties, properties])),
  addedLinks: z.array(packedLink),
  changedLinks: z.array(z.tuple([...packedLink.def.items, properties, properties])),
  removedLinks: z.array(z.tuple([...packedLink.def.items, properties])),
  heldNodes: z.array(place),
  heldLinks: z.array(packedLink),
});
type Packed = z.output<typeof packedJournal>;
type PackedLink = z.output<typeof packedLink>;

const partBytes = 1_000_000;

/** A journal as bytes, in parts that a property holds with ease. */
export function packJournal(journal: Journal): Int8Array<ArrayBuffer>[] {
  const nodes: [string, string][] = [];
  const places = new Map<string, number>();
  const placeOf = (node: NodeName) => {
    const known = places.get(nameOf(node));
    if (known !== undefined) return known;
    places.set(nameOf(node), nodes.length);
    return nodes.push([node.label, node.id]) - 1;
  };
  const link = ({ type, from, to }: LinkName): PackedLink => [type, placeOf(from), placeOf(to)];
  const packed: Packed = {
    version: 1,
    nodes,
    addedNodes: journal.addedNodes.map(placeOf),
    changedNodes: journal.changedNodes.map((node) => [placeOf(node), node.was, node.now]),
    addedLinks: journal.addedLinks.map(link),
    changedLinks: journal.changedLinks.map((each) => [...link(each), each.was, each.now]),
    removedLinks: journal.removedLinks.map((each) => [...link(each), each.properties]),
    heldNodes: journal.heldNodes.map(placeOf),
    heldLinks: journal.heldLinks.map(link),
  };
  const bytes = gzipSync(JSON.stringify(packed), { level: 1 });
  const parts: Int8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(Int8Array.from(bytes.subarray(at, at + partBytes)));
  return parts;
}

/**
 * What `packJournal` packed.
 *
 * @throws GraphError `unexpected_row` when it is no journal that this version writes.
 */
export function unpackJournal(parts: readonly Int8Array[]): Journal {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
  const packed = parsed(gunzipSync(bytes).toString("utf8"));
  const node = (at: number): NodeName => ({ label: packed.nodes[at]![0], id: packed.nodes[at]![1] });
  const link = ([type, from, to]: readonly [string, number, number, ...unknown[]]): LinkName => ({
    type,
    from: node(from),
    to: node(to),
  });
  return {
    addedNodes: packed.addedNodes.map(node),
    changedNodes: packed.changedNodes.map(([at, was, now]) => ({ ...node(at), was, now })),
    addedLinks: packed.addedLinks.map(link),
    changedLinks: packed.changedLinks.map((each) => ({ ...link(each), was: each[3], now: each[4] })),
    removedLinks: packed.removedLinks.map((each) => ({ ...link(each), properties: each[3] })),
    heldNodes: packed.heldNodes.map(node),
    heldLinks: packed.heldLinks.map(link),
  };
}

function parsed(text: string): Packed {
  const packed = packedJournal.safeParse(JSON.parse(text));
  if (packed.success) return packed.data;
  const { path, message } = packed.error.issues[0]!;
  throw new GraphError(
    "unexpected_row",
    `The journal of an ingest is not as this version writes it: ${path.join(".")}: ${message}.`,
    { cause: packed.error },
  );
}
