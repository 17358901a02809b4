import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  allTriples,
  experienceRows,
  type Graph,
  graphStats,
  listMethods,
  listStrategies,
  run,
  runOne,
  strategiesForSearch,
} from "../../graph/index.ts";
import { initGraph } from "../../ingest/index.ts";
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

test("the graph is the paper's: 4,614 entities and 28,645 relationships of the five kinds", async () => {
  const stats = await runOne(graph, graphStats, {});
  expect(stats.entities).toEqual({ Strategy: 4525, Method: 6, Hyperparameter: 16, Setting: 59, Technique: 8 });
  expect(stats.relationships).toEqual({
    OF_METHOD: 4525,
    WITH_SETTING: 24_025,
    HAS_HYPERPARAMETER: 26,
    USES_TECHNIQUE: 10,
    OFFERS: 59,
  });
  expect(stats).toMatchObject({ papers: 7, results: 80, tasks: 6, executableStrategies: 125 });
  const triples = await run(graph, allTriples, {});
  expect(triples).toHaveLength(28_645);
  expect(new Set(triples.flatMap(({ head, tail }) => [head, tail])).size).toBe(4614);
  expect(progress.at(-1)).toEqual({ done: progress.at(-1)?.total, total: progress.at(-1)?.total });
  expect(first.changes.nodesCreated).toBe(4614 + 7 + 80 + 6 + 2 + 6);
});

test("each method has the paper's number of strategies", async () => {
  const counts = (await run(graph, listMethods, {})).map(({ id, strategies, executable }) => [
    id,
    strategies,
    executable,
  ]);
  expect(counts).toEqual([
    ["HOS", 2025, false],
    ["LFB", 375, false],
    ["LMA", 1200, false],
    ["LeGR", 800, false],
    ["NS", 50, true],
    ["SFP", 75, true],
  ]);
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

test("Table 2's rows of the six methods are experience", async () => {
  const experience = await run(graph, experienceRows, {});
  expect(experience).toHaveLength(24);
  const lma = experience.find(({ methodId, source }) => methodId === "LMA" && /block 40 .*ResNet-56/.test(source));
  expect(lma).toMatchObject({ settings: { HP2: 0.4 }, pr: 0.4174, task: { parameters: 900_762, accuracy: 0.9104 } });
  expect(lma?.ar).toBeCloseTo((79.61 - 91.04) / 91.04, 12);
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
