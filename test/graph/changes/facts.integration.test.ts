import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Facts, type Graph, writeFacts } from "../../../graph/index.ts";
import { emptied } from "../emptied.ts";
import { testGraph } from "../server.ts";
import { snapshot } from "../snapshot.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
beforeEach(() => emptied(driver, "Method|Technique|Hyperparameter|Setting"));
afterAll(() => driver.close());

const facts: Facts = {
  nodes: [
    { label: "Method", id: "M", properties: { name: "a method", executable: true, missingOperators: [] } },
    { label: "Hyperparameter", id: "H", properties: { name: "a hyperparameter", unit: null } },
    { label: "Technique", id: "T", properties: { name: "a technique" } },
  ],
  links: [
    {
      type: "HAS_HYPERPARAMETER",
      from: { label: "Method", id: "M" },
      to: { label: "Hyperparameter", id: "H" },
      properties: { position: 0 },
    },
    { type: "USES_TECHNIQUE", from: { label: "Method", id: "M" }, to: { label: "Technique", id: "T" } },
  ],
};
const nothingToWrite = { addedNodes: [], changedNodes: [], addedLinks: [], changedLinks: [], removedLinks: [] };
const nothing = {
  nodesCreated: 0,
  nodesDeleted: 0,
  relationshipsCreated: 0,
  relationshipsDeleted: 0,
  propertiesSet: 0,
  labelsAdded: 0,
};

test("facts are written once; the second time the plan is empty and Neo4j counts no change", async () => {
  const first = await writeFacts(graph, facts);
  expect(first.plan).toEqual({ ...nothingToWrite, addedNodes: facts.nodes, addedLinks: facts.links });
  expect(first.changes).toMatchObject({ nodesCreated: 3, relationshipsCreated: 2 });
  const second = await writeFacts(graph, facts);
  expect(second).toEqual({ plan: nothingToWrite, added: {}, changed: {}, removed: {}, changes: nothing });
});

test("a dry run gives the same plan and writes nothing", async () => {
  const before = await snapshot(graph);
  const dry = await writeFacts(graph, facts, { dryRun: true });
  expect(dry.changes).toEqual(nothing);
  expect(await snapshot(graph)).toEqual(before);
  expect((await writeFacts(graph, facts)).plan).toEqual(dry.plan);
});

test("only what differs is written: a value, a list, a value that goes away; what others wrote stays", async () => {
  await writeFacts(graph, facts);
  const session = driver.session();
  await session.run("MATCH (m:Method {id: 'M'}) SET m.vector = [1.0, 2.0]");
  await session.close();
  const node = {
    label: "Method",
    id: "M",
    properties: { name: null, executable: true, missingOperators: ["distill"] },
  } as const;
  const { plan, changes } = await writeFacts(graph, {
    nodes: [{ ...node, properties: { ...node.properties, missingOperators: ["distill"] } }],
    links: [],
  });
  expect(plan.changedNodes.map(({ id, keys }) => ({ id, keys: keys.toSorted() }))).toEqual([
    { id: "M", keys: ["missingOperators", "name"] },
  ]);
  expect(changes).toMatchObject({ nodesCreated: 0, relationshipsCreated: 0 });
  const { nodes } = await snapshot(graph);
  expect(nodes).toContainEqual(expect.stringContaining('"vector":[1,2]'));
  expect(nodes).not.toContainEqual(expect.stringContaining("a method"));
});

test("a failure in the middle leaves the graph as it was", async () => {
  await writeFacts(graph, { nodes: facts.nodes.slice(0, 1), links: [] });
  const before = await snapshot(graph);
  const progress: number[] = [];
  const failing = writeFacts(graph, facts, {
    report: ({ done, total }) => {
      progress.push(done);
      if (done === total) throw new Error("the plug is pulled");
    },
  });
  await expect(failing).rejects.toThrow("the plug is pulled");
  expect(progress.at(-1)).toBe(4); // two nodes and two relationships had been written
  expect(await snapshot(graph)).toEqual(before);
});

test("a relationship to a node that nobody knows is refused, and nothing is written", async () => {
  const before = await snapshot(graph);
  const link = {
    type: "OFFERS",
    from: { label: "Hyperparameter", id: "H" },
    to: { label: "Setting", id: "H=1" },
  } as const;
  const broken = { nodes: facts.nodes, links: [...facts.links, link] };
  await expect(writeFacts(graph, broken)).rejects.toMatchObject({ code: "not_found", message: /Setting H=1/ });
  expect(await snapshot(graph)).toEqual(before);
  await writeFacts(graph, facts);
  const setting = { label: "Setting", id: "H=1", properties: { hyperparameter: "H", value: 1 } } as const;
  const { plan } = await writeFacts(graph, { nodes: [setting], links: [link] }); // the hyperparameter is in the graph
  expect(plan).toEqual({ ...nothingToWrite, addedNodes: [setting], addedLinks: [link] });
});

test("two writers at once leave one copy", async () => {
  await Promise.all([writeFacts(graph, facts), writeFacts(graph, facts), writeFacts(graph, facts)]);
  const { nodes, relationships } = await snapshot(graph);
  expect(nodes.filter((node) => !/Migration|IngestLock/.test(String(node)))).toHaveLength(3);
  expect(relationships).toHaveLength(2);
});

test("a fact told twice is written once, and a relationship's value that differs is a change, with what it was", async () => {
  const [method, hyperparameter] = facts.nodes;
  const [has] = facts.links;
  const twice = { nodes: [...facts.nodes, { ...method!, properties: { name: "told again" } }], links: [has!, has!] };
  const { plan } = await writeFacts(graph, twice);
  expect(plan.addedNodes.find(({ id }) => id === "M")?.properties).toEqual({
    ...method!.properties,
    name: "told again",
  });
  expect(plan.addedLinks).toHaveLength(1);
  const moved = { ...has!, properties: { position: 1 } };
  const change = { nodes: [{ ...hyperparameter!, properties: { unit: "x" } }], links: [moved] };
  const second = await writeFacts(graph, change);
  expect(second.plan).toEqual({
    ...nothingToWrite,
    changedNodes: [{ ...change.nodes[0]!, keys: ["unit"], was: { unit: null } }],
    changedLinks: [{ ...moved, keys: ["position"], was: { position: 0 } }],
  });
  expect((await snapshot(graph)).relationships).toEqual([expect.stringContaining('"position":1')]);
  expect((await writeFacts(graph, change)).plan).toEqual(nothingToWrite);
});
