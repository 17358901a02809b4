import { nearest } from "../../ingest/index.ts";

/** What of a graph's schema a query's words are compared with. */
interface KnownNames {
  nodes: readonly { label: string; properties: readonly string[] }[];
  relationships: readonly { type: string }[];
}

/**
 * Notes on labels, relationship types and properties in a query that the graph does not have, each with the likeliest
 * that was meant: Neo4j answers such a query with nothing, and says nothing.
 */
export function spellingNotes(cypher: string, { nodes, relationships }: KnownNames): string[] {
  const text = cypher.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*|\/\*[\s\S]*?\*\//g, " ");
  const labels = new Set(nodes.map(({ label }) => label));
  const types = new Set(relationships.map(({ type }) => type));
  const keys = new Set(nodes.flatMap(({ properties }) => properties));
  const used = (pattern: RegExp) => [
    ...new Set([...text.matchAll(pattern)].flatMap(([, names]) => names!.split(/[:|&!\s]+/))),
  ];
  const notes = [
    ...unknown("label", used(/\(\s*\w*\s*:\s*([\w:|&!\s]+)/g), labels),
    ...unknown("relationship type", used(/\[\s*\w*\s*:\s*([\w:|&!\s]+)/g), types),
    ...unknown("property", used(/\b[a-z]\w*\.(\w+)\b(?!\s*[.(])/g), keys),
  ];
  return notes;
}

function unknown(kind: string, names: readonly string[], known: ReadonlySet<string>): string[] {
  return names
    .filter((name) => name !== "" && !known.has(name))
    .map((name) => {
      const [likely] = nearest(name, [...known]);
      return `The graph has no ${kind} ${name}${likely ? `; did you mean ${likely}?` : "."}`;
    });
}
