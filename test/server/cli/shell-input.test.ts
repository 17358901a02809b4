import { expect, test } from "vitest";
import { ShellInput } from "../../../server/cli/shell-input.ts";

const shell = () =>
  new ShellInput({
    nodes: [{ label: "Method", nodes: 1, properties: ["id", "name"] }],
    relationships: [{ from: "Result", type: "OF_METHOD", to: "Method", relationships: 1 }],
  });

test("a query is all lines until its ;, and nothing before", () => {
  const input = shell();
  expect(input.take("MATCH (m:Method)")).toEqual({ kind: "nothing" });
  expect(input.isOpen).toBe(true);
  expect(input.take('WHERE m.id = "a;b"')).toEqual({ kind: "nothing" });
  expect(input.take("RETURN m; ")).toEqual({ kind: "query", cypher: 'MATCH (m:Method)\nWHERE m.id = "a;b"\nRETURN m' });
  expect(input.isOpen).toBe(false);
  expect([input.take(""), input.take(" ;")]).toEqual([{ kind: "nothing" }, { kind: "nothing" }]);
});

test("its own commands: parameters, schema, forgetting, ending", () => {
  const input = shell();
  input.take(":param method NS");
  input.take(':param least {"pr": 0.3}');
  expect(input.parameters).toEqual({ method: "NS", least: { pr: 0.3 } });
  expect(input.take(":param x")).toMatchObject({ kind: "text" });
  expect(input.take(":schema")).toEqual({ kind: "schema" });
  input.take("MATCH");
  expect(input.take(":clear")).toEqual({ kind: "nothing" });
  expect(input.isOpen).toBe(false);
  expect(input.take(":nothing")).toMatchObject({ kind: "text", text: expect.stringMatching(/:help/) });
  expect(input.take(":quit")).toEqual({ kind: "quit" });
});

test("Tab completes labels, types, properties, words and commands", () => {
  const input = shell();
  expect(input.complete("MATCH (m:Met")).toEqual([["Method"], "Met"]);
  expect(input.complete("MATCH ()-[:of")).toEqual([["OF_METHOD"], "of"]);
  expect(input.complete("RETURN m.na")).toEqual([["name"], "na"]);
  expect(input.complete("ret")).toEqual([["RETURN"], "ret"]);
  expect(input.complete(":sch")).toEqual([[":schema"], ":sch"]);
  expect(input.complete("RETURN ")).toEqual([[], ""]);
});
