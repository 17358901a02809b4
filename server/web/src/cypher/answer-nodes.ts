import type { Row } from "../api/queries.ts";
import type { Link, Node, Shown } from "../knowledge/neighbourhood.ts";

/** What of an answer can be drawn. */
export interface AnswerGraph extends Shown {
  /** Nodes beyond the most that are drawn. */
  leftOut: number;
  /** Relationships of the rows whose ends are not in the rows. */
  loose: number;
}

interface WireNode {
  id: string;
  labels: string[];
  properties: Record<string, unknown>;
}
interface WireLink {
  id: string;
  type: string;
  start: string;
  end: string;
}

/**
 * The nodes and relationships anywhere in an answer's rows, in paths, lists and maps too, each once; at most so many
 * nodes, the first ones. `besides` are relationships that were asked for between them.
 */
export function graphOf(rows: readonly Row[], most: number, besides: readonly Row[] = []): AnswerGraph {
  const [nodes, links] = [new Map<string, WireNode>(), new Map<string, WireLink>()];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) walk(each);
    else if (value !== null && typeof value === "object") {
      if (isNode(value)) nodes.set(value.id, value);
      else if (isLink(value)) links.set(value.id, value);
      else for (const each of Object.values(value)) walk(each);
    }
  };
  walk(rows);
  const shown = new Map([...nodes].slice(0, most));
  const isLoose = ({ start, end }: WireLink) => !nodes.has(start) || !nodes.has(end);
  const loose = [...links.values()].filter(isLoose).length;
  walk(besides);
  const drawn = [...links.values()].filter(({ start, end }) => shown.has(start) && shown.has(end));
  return {
    nodes: [...shown.values()].map(nodeOf),
    edges: drawn.map(linkOf),
    hidden: new Map(),
    leftOut: nodes.size - shown.size,
    loose,
  };
}

function isNode(value: object): value is WireNode {
  return "labels" in value && "properties" in value && Array.isArray(value.labels) && "id" in value;
}

function isLink(value: object): value is WireLink {
  return "type" in value && "start" in value && "end" in value && "id" in value && "properties" in value;
}

function nodeOf({ id: key, labels, properties }: WireNode): Node {
  const texts = (names: string[]) => names.map((name) => properties[name]).find((each) => typeof each === "string");
  const id = String(texts(["id", "name", "key"]) ?? key);
  const label = String(texts(["label", "name", "title"]) ?? id);
  return { key, attributes: { ...properties, id, kind: labels[0] ?? "Node", label } };
}

const linkOf = ({ id, type, start, end }: WireLink): Link => {
  return { key: id, source: start, target: end, attributes: { kind: type } };
};
