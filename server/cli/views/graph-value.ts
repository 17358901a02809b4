type Properties = Record<string, unknown>;
interface Node {
  id: string;
  labels: string[];
  properties: Properties;
}
interface Link {
  id: string;
  type: string;
  start: string;
  end: string;
}

/**
 * A value from the graph as a person reads it: numbers to four digits, lists with commas, nodes as `(:Method {id: NS})`,
 * relationships as `[:OF_METHOD]`, paths as both; no vectors.
 */
export function graphValue(value: unknown): string | number | null {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(4));
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  if (isNode(value)) return nodeText(value);
  if (isLink(value)) return `[:${value.type}]`;
  if (isPath(value)) return pathText(value);
  if (Array.isArray(value)) {
    if (value.length > 16 && value.every((each) => typeof each === "number")) return `(${value.length} numbers)`;
    return value.map(graphValue).join(", ");
  }
  return JSON.stringify(value, (_, inside) => (isNode(inside) || isLink(inside) ? graphValue(inside) : inside));
}

function nodeText({ labels, properties }: Node): string {
  const named = (["id", "name", "key"] as const).find((key) => key in properties);
  return `(:${labels.join(":")}${named ? ` {${named}: ${String(properties[named])}}` : ""})`;
}

function pathText({ nodes, relationships }: { nodes: Node[]; relationships: Link[] }): string {
  const steps = relationships.map(({ type, start }, at) => {
    const from = nodes[at]!;
    const arrow = start === from.id ? ["-", "->"] : ["<-", "-"];
    return `${arrow[0]}[:${type}]${arrow[1]}${nodeText(nodes[at + 1]!)}`;
  });
  return nodeText(nodes[0]!) + steps.join("");
}

function has(value: unknown, ...keys: string[]): value is Properties {
  return value !== null && typeof value === "object" && keys.every((key) => key in value);
}

function isNode(value: unknown): value is Node & Properties {
  return has(value, "id", "labels", "properties") && Array.isArray(value.labels);
}

function isLink(value: unknown): value is Link & Properties {
  return has(value, "id", "type", "start", "end", "properties");
}

function isPath(value: unknown): value is { nodes: Node[]; relationships: Link[] } & Properties {
  return has(value, "nodes", "relationships") && Object.keys(value).length === 2;
}
