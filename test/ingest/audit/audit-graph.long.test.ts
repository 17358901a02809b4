import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allTriples, type Graph, graphStats, listContradictions, readOnly, run, runOne } from "../../../graph/index.ts";
import { auditGraph, auditSources, builtinSources, ingest, initGraph } from "../../../ingest/index.ts";
import { emptied } from "../../graph/emptied.ts";
import { testGraph } from "../../graph/server.ts";
import { snapshot } from "../../graph/snapshot.ts";

const operators = ["softPrune", "fineTune"];
let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
afterAll(() => driver.close());

const knowledge = "Strategy|Method|Hyperparameter|Setting|Technique|Paper|Result|Task|Dataset|Network";
const card = `id: PFEC
paper: { id: pfec, title: Pruning Filters, year: 2017 }
techniques: [{ id: TE50, name: Filter pruning by L1 norm }]
hyperparameters: [{ id: HP50, name: share removed, unit: x P(M), values: [0.1, 0.2] }]
steps: [{ softPrune: { remove: $HP50 } }]
`;
const task = `tasks:
  - id: net/data
    network: { id: net, name: Net }
    dataset: { id: data, name: Data }
    features: { categories: 10, imageSize: 32, channels: 3, dataAmount: 60000, parameters: 900762, flops: 268890000, accuracy: null }
`;
/** A paper with one result of PFEC. */
const paper = (id: string, { base = 0.93, accuracy = 0.93, pr = 0.4, more = "" } = {}) => ({
  file: `${id}.yaml`,
  text: `paper: { id: ${id}, title: Paper ${id}, year: 2020 }
${task}results:
  - { id: r1, method: PFEC, task: net/data, baseAccuracy: ${base}, accuracy: ${accuracy}, pr: ${pr}, source: "Table 1, row 1" }
${more}`,
});
const take = (...sources: { file: string; text: string }[]) => ingest(graph, sources, { operators });
const held = async () =>
  (await run(graph, listContradictions, {})).map(({ first, second }) => `${first.result} ${second.result}`);
const nothing = { relationshipsCreated: 0, relationshipsDeleted: 0, propertiesSet: 0 };

describe("contradictions between papers", () => {
  beforeEach(async () => {
    await emptied(driver, knowledge);
    await take({ file: "pfec.yaml", text: card });
  });

  test("are linked as papers come in, told, and linked once", async () => {
    expect((await take(paper("a"))).findings.map(({ rule }) => rule)).toEqual(["prWithoutCounts"]);
    const { findings } = await take(paper("b", { accuracy: 0.9 }));
    expect(findings.map(({ rule }) => rule)).toEqual(["contradiction", "prWithoutCounts"]);
    const [row] = await run(graph, listContradictions, { methodId: "PFEC", paperId: "b" });
    expect(row).toMatchObject({
      methodId: "PFEC",
      taskId: "net/data",
      rule: "moreLostForLess",
      delta: expect.closeTo(0.03, 9),
      why: /^PFEC on net on data: 93.00 % → 90.00 % at PR 40.0 % \(b, Table 1, row 1\)/,
      first: { result: "a/r1", source: "a, Table 1, row 1", accuracy: 0.93, pr: 0.4 },
      second: { result: "b/r1", accuracy: 0.9 },
    });
    const before = await snapshot(graph);
    await take(paper("b", { accuracy: 0.9 }));
    await take(paper("a"), paper("b", { accuracy: 0.9 }));
    expect(await snapshot(graph)).toEqual(before);
    const again = await auditGraph(graph, { write: true });
    expect(again).toMatchObject({ contradictions: { add: [], remove: [] }, changes: nothing });
    expect(await snapshot(graph)).toEqual(before);
  });

  test("are the same whether papers come together, apart, or in another order", async () => {
    const papers = [
      paper("a"),
      paper("b", { accuracy: 0.9 }),
      paper("c", { accuracy: 0.85 }),
      paper("d", { base: 0.9, accuracy: 0.9 }),
    ];
    await take(...papers);
    const together = await held();
    expect(together.toSorted()).toEqual(["a/r1 b/r1", "a/r1 c/r1", "b/r1 c/r1", "c/r1 d/r1"]);
    await emptied(driver, knowledge);
    await take({ file: "pfec.yaml", text: card });
    for (const each of papers.toReversed()) await take(each);
    expect(await held()).toEqual(together);
    expect((await auditGraph(graph)).contradictions).toMatchObject({ add: [], remove: [] });
  });

  test("go when they are none any more: a figure is corrected, or the paper itself does better", async () => {
    await take(paper("a"), paper("b", { accuracy: 0.9 }));
    expect(await held()).toHaveLength(1);
    await take(paper("b", { accuracy: 0.925 }));
    expect(await held()).toEqual([]);
    await take(paper("b", { accuracy: 0.9 }));
    expect(await held()).toHaveLength(1);
    const better =
      '  - { id: r2, method: PFEC, task: net/data, baseAccuracy: 0.93, accuracy: 0.929, pr: 0.41, source: "Table 1, row 2" }\n';
    await take(paper("b", { accuracy: 0.9, more: better }));
    expect(await held()).toEqual([]);
  });

  test("that somebody removed or made up are put right by an audit that writes, and only by that", async () => {
    await take(paper("a"), paper("b", { accuracy: 0.9 }), paper("c"));
    const right = await snapshot(graph);
    const session = driver.session();
    await session.run("MATCH (:Result {id: 'a/r1'})-[c:CONTRADICTS]->(:Result) DELETE c");
    await session.run(
      "MATCH (a:Result {id: 'a/r1'}), (c:Result {id: 'c/r1'}) CREATE (a)-[:CONTRADICTS {rule: 'x', delta: 9.0, why: 'y'}]->(c)",
    );
    await session.close();
    const wrong = await snapshot(graph);
    const seen = await auditGraph(graph);
    expect(seen.contradictions).toMatchObject({
      add: [{ from: "a/r1", to: "b/r1" }],
      remove: [{ from: "a/r1", to: "c/r1" }],
    });
    expect(seen.changes).toMatchObject(nothing);
    expect(await snapshot(graph)).toEqual(wrong);
    const { changes } = await auditGraph(graph, { write: true });
    expect(changes).toMatchObject({ relationshipsCreated: 1, relationshipsDeleted: 1 });
    expect(await snapshot(graph)).toEqual(right);
  });

  test("are told by a dry run, which writes nothing", async () => {
    await take(paper("a"));
    const before = await snapshot(graph);
    const { findings } = await ingest(graph, [paper("b", { accuracy: 0.9 })], { operators, dryRun: true });
    expect(findings[0]).toMatchObject({
      rule: "contradiction",
      severity: "doubtful",
      result: "a/r1",
      others: ["b/r1"],
    });
    expect(await snapshot(graph)).toEqual(before);
  });

  test("do not count among the five kinds of relation", async () => {
    const triples = await run(graph, allTriples, {});
    const stats = await runOne(graph, graphStats, {});
    await take(paper("a"), paper("b", { accuracy: 0.9 }));
    expect(await held()).toHaveLength(1);
    expect(await run(graph, allTriples, {})).toEqual(triples);
    const { entities, relationships } = await runOne(graph, graphStats, {});
    expect({ entities, relationships }).toEqual({ entities: stats.entities, relationships: stats.relationships });
  });

  test("of a paper that is not there: one sentence, nothing written", async () => {
    await take(paper("a"), paper("b", { accuracy: 0.9 }));
    await driver.executeQuery("MATCH ()-[c:CONTRADICTS]->() DELETE c");
    const before = await snapshot(graph);
    await expect(auditGraph(graph, { paper: "z", write: true })).rejects.toMatchObject({
      code: "unknown_reference",
      message: /no result of a paper "z"/,
    });
    expect(await snapshot(graph)).toEqual(before);
    const { findings, results, papers } = await auditGraph(graph, { paper: "b" });
    expect({ results, papers }).toEqual({ results: 2, papers: 2 });
    expect(findings.map(({ rule }) => rule)).toEqual(["contradiction", "prWithoutCounts"]);
  });
});

test("findings are the same from the files and from the graph, at the start and when all is ingested again", async () => {
  await emptied(driver, knowledge);
  const { findings: atInit } = await initGraph(graph, { operators });
  const { findings } = auditSources(await builtinSources());
  const audited = await auditGraph(graph);
  expect(audited.findings).toEqual(findings);
  expect(atInit).toEqual(findings);
  expect(audited.contradictions).toMatchObject({ add: [], remove: [] });
  const { rows } = await readOnly(graph, "MATCH ()-[c:CONTRADICTS]->() RETURN count(c) AS n");
  expect(rows).toEqual([{ n: audited.contradictions.found.length }]);
  expect(audited.contradictions.found.length).toBeGreaterThan(0);
  expect((await initGraph(graph, { operators })).findings).toEqual(findings);
});
