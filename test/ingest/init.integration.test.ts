import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  allTriples,
  auditedResults,
  experienceLeftOut,
  experienceRows,
  type Graph,
  graphStats,
  listMethods,
  listStrategies,
  readOnly,
  run,
  runOne,
  strategiesForSearch,
  type Triple,
} from "../../graph/index.ts";
import { type AuditedResult, auditSources, builtinSources, initGraph, triplesOf } from "../../ingest/index.ts";
import { testGraph } from "../graph/server.ts";
import { snapshot } from "../graph/snapshot.ts";

const operators = ["fineTune", "prune", "softPrune", "sparseTrain"];
let driver: Driver;
let graph: Graph;
let first: Awaited<ReturnType<typeof initGraph>>;
const progress: { done: number; total: number }[] = [];
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  first = await initGraph(graph, { operators, report: (at) => progress.push(at) });
});
afterAll(() => driver.close());

const tableOne = {
  entities: { Strategy: 4525, Method: 6, Hyperparameter: 16, Setting: 59, Technique: 8 },
  relationships: { OF_METHOD: 4525, WITH_SETTING: 24_025, HAS_HYPERPARAMETER: 26, USES_TECHNIQUE: 10, OFFERS: 59 },
};

test("the search space is the paper's: 4,614 entities and 28,645 relationships of the five kinds", async () => {
  const stats = await runOne(graph, graphStats, {});
  expect(stats.tableOne).toEqual(tableOne);
  expect({ entities: stats.entities, relationships: stats.relationships }).toEqual(tableOne);
  const triples = await run(graph, allTriples, {});
  expect(triples).toHaveLength(28_645);
  expect(new Set(triples.flatMap(({ head, tail }) => [head, tail])).size).toBe(4614);
  const lines = (of: readonly Triple[]) => of.map(({ head, relation, tail }) => `${head} ${relation} ${tail}`).sort();
  expect(lines(triplesOf(await builtinSources()))).toEqual(lines(triples)); // the same without a graph
  expect(progress.at(-1)).toEqual({ done: progress.at(-1)?.total, total: progress.at(-1)?.total });
});

test("beside it stands what papers report: methods as knowledge, results, tasks, sources", async () => {
  expect(await runOne(graph, graphStats, {})).toMatchObject({
    executableStrategies: 125,
    methods: { all: 62, executable: 2, knowledgeOnly: 60 },
    techniques: 44,
    papers: 60,
    results: 541,
    resultsWithoutSource: 0,
    tasks: 35,
  });
  const { nodesCreated } = first.changes;
  const others = {
    NetworkFamily: 16,
    Method: 56,
    Technique: 36,
    Hyperparameter: 1,
    Setting: 7,
    Network: 29,
    Dataset: 3,
    Alias: 36,
  };
  expect(nodesCreated).toBe(4614 + 541 + 60 + 35 + Object.values(others).reduce((sum, count) => sum + count));
});

test("every result says which paper it is from and where in it, and whose baseline it is compared with", async () => {
  const { rows } = await readOnly(
    graph,
    `MATCH (r:Result)
     RETURN COUNT { (r)-[:REPORTED_IN]->(:Paper) } AS papers, [(r)-[at:REPORTED_IN]->() | at.locator][0] AS locator,
            COUNT { (r)-[:ON_TASK]->(:Task) } AS tasks, r.ar AS ar, r.accuracy AS accuracy, r.baseAccuracy AS base,
            r.flops AS flops, r.printedFlops AS printedFlops, r.flopsConvention AS convention`,
    {},
    { maxRows: 1000 },
  );
  expect(rows).toHaveLength(541);
  for (const { papers, locator, tasks, ar, accuracy, base, flops, printedFlops, convention } of rows) {
    expect({ papers, tasks }).toEqual({ papers: 1, tasks: 1 });
    expect(locator).toMatch(/\w{4}/);
    if (base === null) expect(ar).toBeNull();
    else expect(ar).toBeCloseTo((Number(accuracy) - Number(base)) / Number(base), 12);
    const factor = { "2xMACs": 1, MACs: 2, unstated: Number.NaN }[String(convention)]!;
    if (printedFlops === null) expect(flops).toBeNull();
    else expect(flops).toBe(factor * Number(printedFlops));
  }
});

test("each method has the paper's number of strategies", async () => {
  const methods = await run(graph, listMethods, {});
  const counts = methods
    .filter(({ strategies }) => strategies > 0)
    .map(({ id, strategies, executable }) => [id, strategies, executable]);
  expect(counts).toEqual([
    ["HOS", 2025, false],
    ["LFB", 375, false],
    ["LMA", 1200, false],
    ["LeGR", 800, false],
    ["NS", 50, true],
    ["SFP", 75, true],
  ]);
  expect(methods.find(({ id }) => id === "FPGM")).toMatchObject({
    executable: false,
    missingOperators: [],
    strategies: 0,
    results: 34,
  });
  expect(methods.find(({ id }) => id === "LFB")?.missingOperators).toEqual(["filterBasis"]);
  const [strategy] = await run(graph, listStrategies, { methodId: "LeGR", atMost: 1 });
  expect(strategy).toMatchObject({ id: "LeGR(HP1=0.1,HP2=0.04,HP6=0.7,HP7=0.4,HP8=l1_weight)", steps: null });
});

test("executable strategies carry their steps with the settings bound", async () => {
  const strategies = await run(graph, strategiesForSearch, {});
  expect(strategies).toHaveLength(125);
  expect(strategies.find(({ id }) => id === "NS(HP1=0.3,HP2=0.12,HP6=0.9)")).toMatchObject({
    settings: { HP1: 0.3, HP2: 0.12, HP6: 0.9 },
    steps: [
      { operator: "sparseTrain", params: { epochs: 0.1, strength: 0.0001 } },
      { operator: "prune", params: { score: "bnScale", allocation: "global", remove: 0.12, atMostPerLayer: 0.9 } },
      { operator: "fineTune", params: { epochs: 0.3 } },
    ],
  });
  expect(strategies.find(({ id }) => id === "SFP(HP2=0.4,HP9=0.5,HP10=3)")?.steps).toEqual([
    { operator: "softPrune", params: { score: "l2", remove: 0.4, epochs: 0.5, every: 3 } },
    { operator: "fineTune", params: { epochs: 0.025, atLeastEpochs: 3 } },
  ]);
});

test("experience is of a method as it is, with AR and PR, at the share that was to be removed", async () => {
  const experience = await run(graph, experienceRows, {});
  const of = (paper: string) => experience.filter(({ source }) => source.startsWith(paper));
  const table2 = of("arXiv:2201.09884");
  expect(table2.filter(({ share, offered }) => share === 0.4 && offered)).toHaveLength(12);
  expect(table2.filter(({ share, offered }) => share === 0.7 && !offered)).toHaveLength(12); // no strategy removes 70 %
  expect(table2).toHaveLength(24);
  expect(
    of("github:Eric-mingjie/network-slimming")
      .filter(({ offered }) => offered)
      .map((row) => [row.settings, row.share, row.pr.toFixed(3)]),
  ).toEqual([
    [{ HP2: 0.36 }, 0.36, "0.355"],
    [{ HP2: 0.12 }, 0.12, "0.152"],
    [{ HP2: 0.36 }, 0.36, "0.345"],
    [{ HP2: 0.36 }, 0.36, "0.355"],
    [{ HP2: 0.12 }, 0.12, "0.139"],
  ]);
  expect(experience).toHaveLength(39);
  const lma = experience.find(({ methodId, source }) => methodId === "LMA" && /block 40 .*ResNet-56/.test(source));
  expect(lma).toMatchObject({
    settings: { HP2: 0.4 },
    share: 0.4,
    pr: 0.4174,
    task: { parameters: 900_762, accuracy: 0.9104 },
  });
  expect(lma?.ar).toBeCloseTo((79.61 - 91.04) / 91.04, 12);
  const leftOut = await run(graph, experienceLeftOut, {});
  expect(leftOut.reduce((sum, { results }) => sum + results, experience.length)).toBe(541);
});

test("the auditor reads each result before it is written as it reads it in the graph afterwards", async () => {
  const isGiven = ([, value]: [string, unknown]) => value !== null && value !== undefined;
  const byId = (results: readonly AuditedResult[]) =>
    results
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ task, techniques = [], ...rest }) => ({
        ...Object.fromEntries(Object.entries(rest).filter(isGiven)),
        task: Object.fromEntries(Object.entries(task).filter(isGiven)),
        techniques: [...techniques].sort(),
      }));
  const before = auditSources(await builtinSources()).results;
  expect(before).toHaveLength(541);
  expect(byId(before)).toEqual(byId(await run(graph, auditedResults, {})));
});

test("a second init writes nothing", async () => {
  const before = await snapshot(graph);
  const second = await initGraph(graph, { operators });
  expect(second).toMatchObject({ applied: [], added: {}, changed: {} });
  expect(Object.values(second.changes).every((count) => count === 0)).toBe(true);
  expect(await snapshot(graph)).toEqual(before);
});

test("an operator that now exists makes its method executable, and nothing else changes", async () => {
  const { added, changed, changes } = await initGraph(graph, { operators: [...operators, "filterBasis"] });
  expect({ added, changed }).toEqual({ added: {}, changed: { Method: 1, Strategy: 375 } });
  expect(changes).toMatchObject({ nodesCreated: 0, relationshipsCreated: 0 });
  const [strategy] = await run(graph, strategiesForSearch, { methodIds: ["LFB"] });
  expect(strategy?.steps).toEqual([
    { operator: "filterBasis", params: { remove: 0.04, epochs: 0.1, auxiliaryLoss: "ce", auxiliaryFactor: 0.5 } },
  ]);
});
