import { createCB } from "xmlbuilder2";
import type { Json } from "../driver/plain-value.ts";
import type { Subgraph } from "./subgraph.ts";

type Values = Record<string, Json>;
interface Key {
  id: string;
  type: "boolean" | "long" | "double" | "string";
}

/**
 * A subgraph as GraphML, as networkx, igraph, Gephi and yEd read it.
 *
 * Nodes are `n0`, `n1` … (GraphML's ids are names without signs) with `kind` and `id` among their
 * data. Each property has a typed key: boolean, long or double where all its values are, string
 * otherwise; lists are JSON text, as GraphML has none. What XML can't hold (control characters)
 * becomes U+FFFD, and a reader sees every line's end as a newline, as XML has it.
 *
 * Source: The GraphML File Format, graphml.graphdrawing.org, 1.0.
 */
export function graphml({ nodes, links }: Subgraph): string {
  const places = new Map(nodes.map(({ key }, at) => [key, `n${at}`]));
  const ofNodes = nodes.map(({ label, id, properties }): Values => ({ ...properties, kind: label, id }));
  const ofLinks = links.map(({ type, properties }): Values => ({ ...properties, kind: type }));
  const keys = { node: keysOf("node", ofNodes), edge: keysOf("edge", ofLinks) };

  const parts: string[] = [];
  let failure: Error | undefined;
  const xml = createCB({
    data: (part: string) => void parts.push(part),
    error: (error: Error) => {
      failure = error;
    },
  });
  xml.dec({ version: "1.0", encoding: "UTF-8" }).ele("graphml", { xmlns: "http://graphml.graphdrawing.org/xmlns" });
  for (const kind of ["node", "edge"] as const) {
    for (const [name, { id, type }] of keys[kind]) {
      xml.ele("key", { id, for: kind, "attr.name": inXml(name), "attr.type": type }).up();
    }
  }
  xml.ele("graph", { id: "automc", edgedefault: "directed" });
  const data = (values: Values, keys: Map<string, Key>) => {
    for (const [name, value] of Object.entries(values)) {
      xml
        .ele("data", { key: keys.get(name)!.id })
        .txt(inXml(textOf(value)))
        .up();
    }
  };
  nodes.forEach(({ key }, at) => {
    xml.ele("node", { id: places.get(key)! });
    data(ofNodes[at]!, keys.node);
    xml.up();
  });
  links.forEach(({ from, to }, at) => {
    xml.ele("edge", { id: `e${at}`, source: places.get(from)!, target: places.get(to)! });
    data(ofLinks[at]!, keys.edge);
    xml.up();
  });
  xml.up().up().end();
  if (failure) throw failure;
  return parts.join("");
}

/** A key for each property that some of them have, in the order of their names. */
function keysOf(kind: "node" | "edge", all: readonly Values[]): Map<string, Key> {
  const types = new Map<string, Key["type"]>();
  for (const values of all) {
    for (const [name, value] of Object.entries(values)) types.set(name, wider(types.get(name), typeOf(value)));
  }
  return new Map(
    [...types.keys()].sort().map((name, at) => [name, { id: `${kind[0]}k${at}`, type: types.get(name)! }]),
  );
}

function typeOf(value: Json): Key["type"] {
  if (typeof value === "boolean") return "boolean";
  if (typeof value !== "number") return "string";
  return Number.isSafeInteger(value) ? "long" : "double";
}

/** The narrowest type that holds both. */
function wider(a: Key["type"] | undefined, b: Key["type"]): Key["type"] {
  if (a === undefined || a === b) return b;
  return [a, b].every((type) => type === "long" || type === "double") ? "double" : "string";
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * A text so that xmlbuilder2 writes it as it is: it takes `&amp;` for an ampersand that was escaped
 * already, and what is written by callback it does not look at for characters that XML forbids.
 */
function inXml(text: string): string {
  const allowed = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
  return allowed.replace(/&(?=(?:lt|gt|amp|apos|quot);)/g, "&amp;");
}
