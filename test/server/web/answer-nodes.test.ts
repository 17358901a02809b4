import { expect, test } from "vitest";
import { graphOf } from "../../../server/web/src/cypher/answer-nodes.ts";
import { text } from "../../../server/web/src/knowledge/value-text.ts";

const node = (id: string, label = "Method") => ({
  id: `n${id}`,
  labels: [label],
  properties: { id, name: `Name ${id}` },
});
const link = (from: string, to: string) => {
  return { id: `${from}-${to}`, type: "OF_METHOD", start: `n${from}`, end: `n${to}`, properties: {} };
};

test("nodes and relationships are found in columns, lists, maps and paths, each once", () => {
  const [a, b, c] = [node("a"), node("b", "Result"), node("c", "Result")];
  const rows = [
    { m: a, r: [link("b", "a")], n: 1 },
    { p: { nodes: [b, a], relationships: [link("b", "a")] }, in: { deep: { c } } },
  ];
  const found = graphOf(rows, 10);
  expect(found.nodes.map(({ key, attributes: { kind, label } }) => [key, kind, label])).toEqual([
    ["na", "Method", "Name a"],
    ["nb", "Result", "Name b"],
    ["nc", "Result", "Name c"],
  ]);
  expect(found.edges).toEqual([{ key: "b-a", source: "nb", target: "na", attributes: { kind: "OF_METHOD" } }]);
  expect(found).toMatchObject({ leftOut: 0, loose: 0 });
  expect(text(rows[1]!.p)).toBe("(:Result {id: b})-[:OF_METHOD]->(:Method {id: a})");
});

test("nodes beyond the most, and relationships whose ends are not in the rows, are counted and not drawn", () => {
  const rows = [{ a: node("a"), b: node("b"), c: node("c"), r: link("b", "a"), s: link("a", "z") }];
  expect(graphOf(rows, 1)).toMatchObject({ nodes: [{ key: "na" }], edges: [], leftOut: 2, loose: 1 });
  expect(graphOf(rows, 3, [{ r: link("c", "a") }]).edges.map(({ key }) => key)).toEqual(["b-a", "c-a"]);
  expect(graphOf([{ n: 1, s: "x", nothing: null }], 3).nodes).toEqual([]);
});
