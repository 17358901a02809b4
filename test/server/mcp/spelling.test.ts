import { expect, test } from "vitest";
import { spellingNotes } from "../../../server/mcp/spelling.ts";

const schema = {
  nodes: [
    { label: "Method", properties: ["id", "name"] },
    { label: "Result", properties: ["ar", "pr"] },
  ],
  relationships: [{ type: "OF_METHOD" }],
};

test.each([
  ["MATCH (m:Methode) RETURN m.id", ["The graph has no label Methode; did you mean Method?"]],
  [
    "MATCH (r:Result)-[:OF_METHODS]->(m:Method) RETURN m",
    ["The graph has no relationship type OF_METHODS; did you mean OF_METHOD?"],
  ],
  ["MATCH (m:Method) RETURN m.nmae", ["The graph has no property nmae; did you mean name?"]],
  ["MATCH (x:Zebra) RETURN x", ["The graph has no label Zebra."]],
  ['MATCH (m:Method {id: "(:Methode)"})<-[:OF_METHOD]-(r:Result|Method) WHERE r.pr > 0.5 RETURN m.name // m.nmae', []],
])("%s", (cypher, notes) => {
  expect(spellingNotes(cypher, schema)).toEqual(notes);
});
