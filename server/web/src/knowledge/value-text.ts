/** Any value as a line of text: nodes as `(:Method {id: NS})`, relationships as `[:OF_METHOD]`. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(text).join(", ");
  if (typeof value !== "object") return String(value);
  const { labels, properties, type, nodes, relationships } = value as Thing;
  if (labels && properties)
    return `(:${labels.join(":")} {id: ${text(properties.id ?? properties.name ?? properties.key)}})`;
  if (type && properties) return `[:${type}]`;
  if (nodes && relationships)
    return nodes.map((node, at) => (at === 0 ? "" : arrow(relationships[at - 1]!, node)) + text(node)).join("");
  return JSON.stringify(value);
}

/** A node, a relationship or a path, as the API writes them. */
interface Thing {
  id?: string;
  labels?: string[];
  type?: string;
  end?: string;
  properties?: Record<string, unknown>;
  nodes?: Thing[];
  relationships?: Thing[];
}

const arrow = (link: Thing, to: Thing) => (link.end === to.id ? `-${text(link)}->` : `<-${text(link)}-`);
