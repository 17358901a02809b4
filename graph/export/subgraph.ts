import type { z } from "zod";
import { type Json, toPlain } from "../driver/plain-value.ts";
import { type Graph, type Run, transaction } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { labelOf, type NamedLabel, type NamedQuery } from "../named-queries/define.ts";
import {
  allNodes,
  type foundNode,
  nodesByName,
  nodesOfMethods,
  nodesOfTask,
  type wantedNodes,
} from "../queries/catalogue/subgraph-nodes.ts";
import { linksOfNodes } from "../queries/ingest/links-of-nodes.ts";
import { type Around, nodesAround } from "./neighbourhood.ts";

export interface SubgraphNode {
  /** Unique over all kinds: `Method:NS`. */
  key: string;
  label: NamedLabel;
  /** Its id; a study's name, a trial's key. */
  id: string;
  /** Dates as ISO text, nothing that is null. */
  properties: Record<string, Json>;
}

export interface SubgraphLink {
  type: string;
  /** Keys of nodes. */
  from: string;
  to: string;
  properties: Record<string, Json>;
}

/**
 * A part of the graph as plain data, in an order that never changes: some nodes, and every
 * relationship between them.
 */
export interface Subgraph {
  nodes: SubgraphNode[];
  links: SubgraphLink[];
}

/**
 * Which nodes: those about methods, about a task, near one node, or named one by one; with none of
 * these, all.
 */
export interface Selection {
  methods?: string[];
  task?: string;
  around?: Around;
  names?: NodeName[];
}

export interface NodeName {
  label: NamedLabel;
  id: string;
}

export interface SubgraphOptions {
  /**
   * All strategies too, thousands of a method; otherwise only those that a measured scheme ends
   * with, or that are named.
   */
  strategies?: boolean;
  /** The vectors that were learned, where there are some. */
  vectors?: boolean;
  /** More nodes than this are refused. */
  mostNodes?: number;
  timeoutMs?: number;
}

const batchSize = 5000;

/**
 * Reads a part of the graph in one transaction.
 *
 * @throws GraphError `not_found` when a method, the task or the node is not there, `bad_params`
 * when the node's name is that of several, `result_too_large` beyond `mostNodes` (200,000 by
 * default), `query_timeout` after `timeoutMs` (60 s).
 */
export async function readSubgraph(
  graph: Graph,
  selection: Selection,
  { strategies = false, vectors = false, mostNodes = 200_000, timeoutMs = 60_000 }: SubgraphOptions = {},
): Promise<Subgraph> {
  const { value } = await transaction(
    graph,
    "read",
    async (run) => {
      const found = await nodesOf(run, selection, { strategies, vectors, atMost: mostNodes + 1 });
      if (found.length > mostNodes) {
        const message = `That is more than ${mostNodes} nodes; name methods, a task or a node to begin at, or allow more nodes.`;
        throw new GraphError("result_too_large", message);
      }
      refuseMissing(selection, found);
      return { found, links: await linksAmong(run, found) };
    },
    { timeoutMs },
  );
  const keys = new Map(value.found.map(({ place, label, id }) => [place, `${label}:${id}`]));
  const nodes = value.found.map(({ place, label, id, properties }) => {
    return { key: keys.get(place)!, label, id, properties: known(properties) };
  });
  const links = value.links.map(({ type, from, to, properties }) => {
    return { type, from: keys.get(from)!, to: keys.get(to)!, properties: known(properties) };
  });
  return {
    nodes: sorted(nodes, ({ key }) => key),
    links: sorted(links, ({ from, type, to }) => `${from} ${type} ${to}`),
  };
}

/**
 * The nodes that the rows of a named query speak of, and those it was asked about: columns and
 * parameters know what they name.
 */
export function nodesOfRows(
  named: Pick<NamedQuery, "parameters" | "columns">,
  params: Readonly<Record<string, unknown>>,
  rows: readonly Readonly<Record<string, unknown>>[],
): NodeName[] {
  const names = new Map<string, NodeName>();
  const look = (fields: NamedQuery["columns"], values: Readonly<Record<string, unknown>>) => {
    for (const [name, field] of Object.entries(fields)) {
      const label = labelOf(field);
      if (label === undefined) continue;
      for (const id of [values[name]].flat()) if (typeof id === "string") names.set(`${label}:${id}`, { label, id });
    }
  };
  look(named.parameters, params);
  for (const row of rows) look(named.columns, row);
  return [...names.values()];
}

type Wanted = z.input<typeof wantedNodes>;
type Found = z.output<typeof foundNode>;

async function nodesOf(run: Run, selection: Selection, wanted: Wanted): Promise<Found[]> {
  if (selection.methods) return await run(nodesOfMethods, { ...wanted, methods: selection.methods });
  if (selection.task !== undefined) return await run(nodesOfTask, { ...wanted, task: selection.task });
  if (selection.around) return await nodesAround(run, selection.around, wanted);
  if (selection.names) return await run(nodesByName, { ...wanted, names: selection.names });
  return await run(allNodes, wanted);
}

function refuseMissing({ methods = [], task }: Selection, found: readonly Found[]): void {
  const missing = methods.find((method) => !found.some(({ label, id }) => label === "Method" && id === method));
  if (missing !== undefined) throw new GraphError("not_found", `There is no method "${missing}" in the graph.`);
  if (task !== undefined && found.length === 0)
    throw new GraphError("not_found", `There is no task "${task}" in the graph.`);
}

async function linksAmong(run: Run, found: readonly Found[]) {
  const places = found.map(({ place }) => place);
  const inside = new Set(places);
  const links = [];
  for (let at = 0; at < places.length; at += batchSize) {
    const batch = await run(linksOfNodes, { places: places.slice(at, at + batchSize) });
    for (const link of batch) if (inside.has(link.to)) links.push(link);
  }
  return links;
}

/**
 * Values as plain JSON, without those that are null; which vectors were learned by belongs to them.
 */
function known(properties: Record<string, unknown>): Record<string, Json> {
  const values = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  const plain = values.map(([key, value]): [string, Json] => [key, toPlain(value)]);
  return Object.fromEntries(sorted(plain, ([key]) => key));
}

function sorted<T>(items: readonly T[], name: (item: T) => string): T[] {
  return items.toSorted((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
}
