import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Graph, listContradictions, listIngests, run } from "../../../graph/index.ts";
import { auditGraph, ingest, merge, rollback, type Source, unmerge } from "../../../ingest/index.ts";
import { emptied } from "../../graph/emptied.ts";
import { fingerprint } from "../../graph/fingerprint.ts";
import { testGraph } from "../../graph/server.ts";

const operators = ["softPrune"];
let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
beforeEach(async () => {
  await emptied(driver, "Method|Technique|Paper|Result|Task|Dataset|Network|Alias|Ingest|IngestJournal|MergedMethod");
  await take(method("PFEC", "Filter pruning"), method("NS", "Slimming"));
});
afterAll(() => driver.close());

const take = (...sources: Source[]) => ingest(graph, sources, { operators });
const method = (id: string, name: string) => ({
  file: `${id}.yaml`,
  text: `id: ${id}
name: ${name}
paper: { id: "paper:${id}", title: On ${name}, year: 2017 }
techniques: [{ id: TE${id}, name: What ${id} does }]
`,
});
/** A paper with one result. */
const paper = (id: string, accuracy: number, of = "PFEC") => ({
  file: `${id}.yaml`,
  text: `paper: { id: ${id}, title: Paper ${id}, year: 2020 }
tasks:
  - id: net/data
    network: { id: net, name: Net }
    dataset: { id: data, name: Data }
    features: { categories: 10, imageSize: 32, channels: 3, dataAmount: 60000, parameters: 1000, flops: 5000, accuracy: null }
results:
  - { id: r1, method: ${of}, task: net/data, baseAccuracy: 0.93, accuracy: ${accuracy}, pr: 0.4, source: row 1 }
`,
});
const held = async () =>
  (await run(graph, listContradictions, {})).map(({ first, second }) => `${first.result} ${second.result}`).sort();
const upToDate = async () => expect((await auditGraph(graph)).contradictions).toMatchObject({ add: [], remove: [] });

test("a rollback takes contradictions along with their results, and they are no part of the journal", async () => {
  await take(paper("a", 0.93));
  const before = await fingerprint(graph);
  const { id, added, changes } = await take(paper("b", 0.9));
  expect(await held()).toEqual(["a/r1 b/r1"]);
  expect(Object.keys(added)).not.toContain("CONTRADICTS");
  expect(changes.relationshipsCreated).toBe(Object.values(added).reduce((sum, count) => sum + count) - 2 + 1); // two nodes
  await rollback(graph, id!);
  expect(await fingerprint(graph)).toEqual(before);
});

test("a rollback of a correction brings back the contradictions that it ended", async () => {
  await take(paper("a", 0.93), paper("b", 0.9));
  const before = await fingerprint(graph);
  const { id } = await take(paper("b", 0.925));
  expect(await held()).toEqual([]);
  await rollback(graph, id!);
  expect(await held()).toEqual(["a/r1 b/r1"]);
  expect(await fingerprint(graph)).toEqual(before);
});

test("a refused rollback leaves contradictions as they are", async () => {
  const { id } = await take(paper("a", 0.93));
  await take(paper("b", 0.9));
  const before = await fingerprint(graph);
  await expect(rollback(graph, id!)).rejects.toMatchObject({ code: "depended_on" });
  expect(await fingerprint(graph)).toEqual(before);
});

test("results of two methods contradict each other once these are one, and no more when the merge is undone", async () => {
  await take(paper("a", 0.93), paper("b", 0.9, "NS"));
  const before = await fingerprint(graph);
  expect(await held()).toEqual([]);
  const { id } = await merge(graph, "method", "NS", "PFEC");
  expect(await held()).toEqual(["a/r1 b/r1"]);
  await upToDate();
  await take(paper("c", 0.88, "NS"));
  expect(await held()).toEqual(["a/r1 b/r1", "a/r1 c/r1", "b/r1 c/r1"]);
  await upToDate();
  await rollback(graph, (await run(graph, listIngests, {}))[0]!.id);
  await unmerge(graph, id);
  expect(await fingerprint(graph)).toEqual(before);
});

test("a row that turns out to be of another method contradicts what it is about, and nothing that it was about", async () => {
  await take(paper("a", 0.93), paper("b", 0.9), paper("c", 0.93, "NS"));
  expect(await held()).toEqual(["a/r1 b/r1"]);
  await take(paper("b", 0.9, "NS"));
  expect(await held()).toEqual(["b/r1 c/r1"]);
  await upToDate();
});
