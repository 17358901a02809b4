import fc from "fast-check";
import { DirectedGraph, MultiDirectedGraph } from "graphology";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { graphml } from "../../../graph/export/graphml.ts";
import { graphologyGraph } from "../../../graph/export/graphology.ts";
import type { Json, Subgraph } from "../../../graph/index.ts";
import { subgraphs } from "./subgraphs.ts";

test("graphology reads its own serialisation back: every node, every relationship, every value", () => {
  fc.assert(
    fc.property(subgraphs, (part) => {
      const written = JSON.stringify(graphologyGraph(part));
      const read = MultiDirectedGraph.from(JSON.parse(written));
      expect(read.order).toBe(part.nodes.length);
      expect(read.size).toBe(part.links.length);
      for (const { key, label, id, properties } of part.nodes) {
        const { label: _, ...rest } = properties;
        const { label: shown, ...held } = read.getNodeAttributes(key);
        expect(held).toEqual(JSON.parse(JSON.stringify({ ...rest, kind: label, id })));
        expect(shown).toEqual(expect.any(String));
      }
      const told = read
        .mapEdges((_, { kind, ...rest }, from, to) => JSON.stringify([kind, from, to, sorted(rest)]))
        .sort();
      expect(told).toEqual(
        part.links.map(({ type, from, to, properties }) => JSON.stringify([type, from, to, sorted(properties)])).sort(),
      );
      expect(JSON.stringify(read)).toBe(JSON.stringify(MultiDirectedGraph.from(read.export())));
    }),
  );
  expect(() => DirectedGraph.from(JSON.parse(JSON.stringify(graphologyGraph({ nodes: [], links: [] }))))).toThrow(); // it says what it is
});

interface Read {
  keys: Map<string, { for: string; name: string; type: string }>;
  nodes: { id: string; data: Record<string, string> }[];
  edges: { source: string; target: string; data: Record<string, string> }[];
}

/**
 * GraphML as another program reads it: by a strict parser of its own, through its keys. Throws
 * where it is not well-formed XML.
 */
function readGraphml(xml: string): Read {
  const read: Read = { keys: new Map(), nodes: [], edges: [] };
  const parser = new SaxesParser({ xmlns: true, fragment: false });
  let data: Record<string, string> = {};
  let key = "";
  const open: string[] = [];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    expect(uri).toBe("http://graphml.graphdrawing.org/xmlns");
    const at = (name: string) => attributes[name]!.value;
    open.push(local);
    if (local === "key") read.keys.set(at("id"), { for: at("for"), name: at("attr.name"), type: at("attr.type") });
    if (local === "node" || local === "edge") data = {};
    if (local === "node") read.nodes.push({ id: at("id"), data });
    if (local === "edge") read.edges.push({ source: at("source"), target: at("target"), data });
    if (local === "data") key = read.keys.get(at("key"))!.name;
    if (local === "data") data[key] = "";
  });
  parser.on("text", (text) => {
    if (open.at(-1) === "data") data[key] += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  expect(open).toEqual([]);
  return read;
}

/** What XML 1.0 can hold of a text; a reader sees every line's end as a newline. */
function inXml(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const allowed = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
  return allowed.replace(/\r\n?/g, "\n");
}

test("GraphML holds every node, every relationship and every value under a typed key", () => {
  fc.assert(
    fc.property(subgraphs, (part: Subgraph) => {
      const { keys, nodes, edges } = readGraphml(graphml(part));
      expect(nodes.map(({ data }) => data)).toEqual(
        part.nodes.map(({ label, id, properties }) => texts({ ...properties, kind: label, id })),
      );
      const place = (key: string) => nodes[part.nodes.findIndex((node) => node.key === key)]!.id;
      expect(edges).toEqual(
        part.links.map(({ type, from, to, properties }) => ({
          ...{ source: place(from), target: place(to), data: texts({ ...properties, kind: type }) },
        })),
      );
      for (const { id } of nodes) expect(id).toMatch(/^[A-Za-z_][\w.-]*$/);
      for (const { for: kind, name, type } of keys.values()) {
        const values = (kind === "node" ? part.nodes : part.links).flatMap(({ properties }) => properties[name] ?? []);
        if (type === "boolean") expect(values.every((value) => typeof value === "boolean")).toBe(true);
        if (type === "long") expect(values.every((value) => Number.isSafeInteger(value))).toBe(true);
        if (type === "double") expect(values.every((value) => typeof value === "number")).toBe(true);
      }
    }),
  );
});

const texts = (values: Record<string, Json>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inXml(value)]));
const sorted = (values: object) => Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
