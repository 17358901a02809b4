import fc from "fast-check";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  type Graph,
  namedQueries,
  nodesOfRows,
  readSubgraph,
  type Selection,
  type SubgraphNode,
} from "../../../graph/index.ts";
import { build, schemeId, schemesOf, strategiesOf, type World, worlds } from "../named-queries/world.ts";
import { testGraph } from "../server.ts";

let driver: Driver;
let graph: Graph;
let world: World;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  [world] = fc.sample(worlds, { numRuns: 1, seed: 41 }) as [World];
  await build(driver, world);
});
afterAll(() => driver.close());

const keysOf = (nodes: readonly SubgraphNode[], label?: string) =>
  nodes.filter((node) => label === undefined || node.label === label).map(({ key }) => key);
const distinct = (keys: string[]) => [...new Set(keys)].sort();

/** Every relationship of the graph whose ends are both among the nodes. */
async function linksBetween(nodes: readonly SubgraphNode[]): Promise<string[]> {
  const { records } = await driver.executeQuery(
    `MATCH (a)-[r]->(b)
     RETURN labels(a)[0] + ":" + coalesce(a.id, a.key, a.name) AS a, type(r) AS type, labels(b)[0] + ":" + coalesce(b.id, b.key, b.name) AS b`,
  );
  const inside = new Set(keysOf(nodes));
  const all = records.map((record) => record.toObject() as { a: string; type: string; b: string });
  return all
    .filter(({ a, b }) => inside.has(a) && inside.has(b))
    .map(({ a, type, b }) => `${a} ${type} ${b}`)
    .sort();
}

async function read(selection: Selection, options = {}) {
  const part = await readSubgraph(graph, selection, options);
  const links = part.links.map(({ from, type, to }) => `${from} ${type} ${to}`);
  expect(links, "induced: all relationships between the nodes, and no other").toEqual(await linksBetween(part.nodes));
  expect(await readSubgraph(graph, selection, options), "in the same order each time").toEqual(part);
  return part.nodes;
}

test("the whole graph: every node once; strategies and vectors only when they are asked for", async () => {
  const tried = distinct(schemesOf(world).flatMap((scheme) => scheme.map((id) => `Strategy:${id}`)));
  const without = await read({});
  expect(keysOf(without, "Strategy")).toEqual(tried);
  expect(keysOf(without, "Result")).toEqual(distinct(world.results.map(({ id }) => `Result:${id}`)));
  expect(keysOf(without, "Scheme")).toEqual(distinct(schemesOf(world).map((scheme) => `Scheme:${schemeId(scheme)}`)));
  expect(keysOf(without, "Trial")).toEqual(
    distinct(world.trials.map(({ study, number }) => `Trial:${study}#${number}`)),
  );
  expect(without.some(({ properties }) => "vector" in properties)).toBe(false);
  const all = await read({}, { strategies: true, vectors: true });
  expect(keysOf(all, "Strategy")).toEqual(
    distinct(world.methods.flatMap(strategiesOf).map(({ id }) => `Strategy:${id}`)),
  );
  const learned = all
    .filter(({ properties }) => "vector" in properties)
    .map(({ id, properties }) => [id, properties.vector]);
  expect(Object.keys(Object.fromEntries(learned)).sort()).toEqual(Object.keys(world.vectors).sort());
});

test("methods come with what they are made of and what is published of them", async () => {
  const [method] = world.methods as [World["methods"][number]];
  const nodes = await read({ methods: [method.id] });
  const results = world.results.filter((result) => result.method === method.id);
  expect(keysOf(nodes, "Method")).toEqual([`Method:${method.id}`]);
  expect(keysOf(nodes, "Result")).toEqual(distinct(results.map(({ id }) => `Result:${id}`)));
  expect(keysOf(nodes, "Task")).toEqual(distinct(results.map(({ task }) => `Task:${task}`)));
  expect(keysOf(nodes, "Technique")).toEqual(distinct(method.techniques.map((id) => `Technique:${id}`)));
  const proposed = world.papers.filter(({ proposes }) => proposes.includes(method.id)).map(({ id }) => id);
  expect(keysOf(nodes, "Paper")).toEqual(
    distinct([...proposed, ...results.map(({ paper }) => paper)].map((id) => `Paper:${id}`)),
  );
  expect(keysOf(nodes, "Strategy")).toEqual([]);
  const full = await read({ methods: [method.id] }, { strategies: true });
  expect(keysOf(full, "Strategy")).toEqual(distinct(strategiesOf(method).map(({ id }) => `Strategy:${id}`)));
});

test("a task comes with what is published and measured on it", async () => {
  const task = "n1/d1#ours";
  const nodes = await read({ task });
  const studies = world.studies.filter((study) => study.task === task).map(({ name }) => name);
  const trials = world.trials.filter(({ study }) => studies.includes(study));
  expect(keysOf(nodes, "Task")).toEqual([`Task:${task}`]);
  expect(keysOf(nodes, "Study")).toEqual(distinct(studies.map((name) => `Study:${name}`)));
  expect(keysOf(nodes, "Trial")).toEqual(distinct(trials.map(({ study, number }) => `Trial:${study}#${number}`)));
  expect(keysOf(nodes, "Strategy")).toEqual(
    distinct(trials.flatMap(({ scheme }) => scheme.map((id) => `Strategy:${id}`))),
  );
  expect(keysOf(nodes, "Result")).toEqual(
    distinct(world.results.filter((result) => result.task === task).map(({ id }) => `Result:${id}`)),
  );
});

test("around a node: what a walk of so many relationships reaches, by way of what is exported", async () => {
  const { nodes, links } = await readSubgraph(graph, {});
  const reached = (from: string, hops: number) => {
    const seen = new Set([from]);
    for (let hop = 0; hop < hops; hop++) {
      const before = new Set(seen);
      for (const { from: a, to: b } of links) {
        if (before.has(a)) seen.add(b);
        if (before.has(b)) seen.add(a);
      }
    }
    return [...seen].sort();
  };
  for (const start of ["Method:A", "Paper:p1", "Task:n1/d1#ours", "Scheme:START", "Technique:T1", "Study:s1"]) {
    expect(nodes.map(({ key }) => key)).toContain(start);
    for (const hops of [0, 1, 2, 3])
      expect(keysOf(await read({ around: { node: start, hops } }))).toEqual(reached(start, hops));
  }
  expect(keysOf(await read({ around: { node: "p1", hops: 1 } }))).toEqual(reached("Paper:p1", 1));
  const [strategy] = strategiesOf(world.methods[0]!);
  const own = await read({ around: { node: `Strategy:${strategy!.id}`, hops: 1 } }, { strategies: true });
  expect(keysOf(own)).toEqual(expect.arrayContaining([`Strategy:${strategy!.id}`, `Method:${world.methods[0]!.id}`]));
});

test("a named query gives the nodes that its rows and parameters speak of", async () => {
  const named = namedQueries.find(({ name }) => name === "published-front")!;
  const params = { task: "n1/d1" };
  const rows = await ask(graph, named, params);
  const nodes = await read({ names: nodesOfRows(named, params, rows) });
  const spoken = rows.flatMap(({ method, paper }) => [
    ...(method === null ? [] : [`Method:${method}`]),
    `Paper:${paper}`,
  ]);
  expect(keysOf(nodes)).toEqual(distinct(["Task:n1/d1", ...spoken]));
});

test("what is not there, or too much, is refused in a sentence", async () => {
  await expect(readSubgraph(graph, { methods: ["A", "Z"] })).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining('"Z"'),
  });
  await expect(readSubgraph(graph, { task: "none" })).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining('"none"'),
  });
  await expect(readSubgraph(graph, { around: { node: "none", hops: 1 } })).rejects.toMatchObject({ code: "not_found" });
  await expect(readSubgraph(graph, { around: { node: "Method:A", hops: 9 } }, { mostNodes: 5 })).rejects.toMatchObject({
    code: "result_too_large",
  });
  await driver.executeQuery("CREATE (:Technique {id: 'A'})");
  await expect(readSubgraph(graph, { around: { node: "A", hops: 1 } })).rejects.toMatchObject({
    code: "bad_params",
    message: expect.stringContaining("name one of them: Method:A, Technique:A"),
  });
  await expect(readSubgraph(graph, {}, { mostNodes: 5 })).rejects.toMatchObject({ code: "result_too_large" });
});
