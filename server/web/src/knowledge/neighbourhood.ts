import { type Answer, sendForJson } from "../api/ask.ts";

/** A node of the graph, and one relationship, as the server exports them for graphology. */
export interface Node {
  key: string;
  attributes: { id: string; kind: string; label: string } & Record<string, unknown>;
}
export interface Link {
  key: string;
  source: string;
  target: string;
  attributes: { kind: string };
}

/** What is one relationship away from a node. */
export interface Neighbourhood {
  nodes: Node[];
  edges: Link[];
}

const known = new Map<string, Promise<Answer<Neighbourhood>>>();

/** Asks for it once; `strategies` with the thousands of strategies that a method has. */
export function neighbourhoodOf(key: string, strategies: boolean): Promise<Answer<Neighbourhood>> {
  const name = `${strategies} ${key}`;
  const asked =
    known.get(name) ??
    sendForJson<Neighbourhood>("get", "/api/v1/graph/export", {
      query: { around: key, hops: 1, format: "graphology", strategies },
    });
  known.set(name, asked);
  void asked.then(({ problem }) => problem && known.delete(name));
  return asked;
}

/** What of the graph is shown. */
export interface Shown extends Neighbourhood {
  /** Neighbours of each opened node that are not shown, as there are too many. */
  hidden: Map<string, number>;
}

/**
 * All opened nodes with their neighbours: at most `most` of each, those of rare kinds first, and
 * every relationship between what is shown.
 */
export function union(opened: Map<string, Neighbourhood>, most: number): Shown {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Link>();
  const hidden = new Map<string, number>();
  for (const [key, { nodes: near }] of opened) {
    const own = near.find((node) => node.key === key);
    if (own) nodes.set(key, own);
    const kinds = new Map<string, number>();
    for (const { attributes } of near) kinds.set(attributes.kind, (kinds.get(attributes.kind) ?? 0) + 1);
    const rareFirst = near
      .filter((node) => node.key !== key)
      .sort((a, b) => kinds.get(a.attributes.kind)! - kinds.get(b.attributes.kind)!);
    for (const node of rareFirst.slice(0, most)) nodes.set(node.key, node);
    if (rareFirst.length > most) hidden.set(key, rareFirst.length - most);
  }
  for (const { edges: links } of opened.values())
    for (const link of links) if (nodes.has(link.source) && nodes.has(link.target)) edges.set(link.key, link);
  return { nodes: [...nodes.values()], edges: [...edges.values()], hidden };
}
