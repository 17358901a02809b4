import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  allTriples,
  currentEmbeddingRun,
  experienceLeftOut,
  experienceRows,
  type Graph,
  graphStats,
  type LinkFact,
  listMethods,
  listPapers,
  listResults,
  listStrategies,
  listTasks,
  nearestStrategies,
  run,
  runOne,
  saveEmbedding,
  searchNames,
  strategiesForSearch,
  writeFacts,
} from "../../../graph/index.ts";
import { testGraph } from "../server.ts";
import { knowledgeOnly, smallGraph, strategies, taskFeatures, taskId } from "../small-graph.ts";
import { snapshot } from "../snapshot.ts";
import { vectorDimension, vectorOf } from "../vector.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await smallGraph(graph);
});
afterAll(() => driver.close());

test("triples are those among the five kinds of entity: a result's links are not among them", async () => {
  const triples = await run(graph, allTriples, {});
  const count = (relation: string) => triples.filter((triple) => triple.relation === relation).length;
  expect(count("OF_METHOD")).toBe(6);
  expect(count("WITH_SETTING")).toBe(6);
  expect(triples).toHaveLength(6 + 6 + 2 + 2 + 3);
  expect(triples).toContainEqual({ head: "Hyperparameter:H", relation: "OFFERS", tail: "Setting:H=2" });
  expect(await run(graph, allTriples, {})).toEqual(triples);
  const stats = await runOne(graph, graphStats, {});
  expect(stats.relationships).toEqual({
    OF_METHOD: 6,
    WITH_SETTING: 6,
    HAS_HYPERPARAMETER: 2,
    USES_TECHNIQUE: 2,
    OFFERS: 3,
  });
  expect(stats).toMatchObject({
    entities: { Strategy: 6 },
    executableStrategies: 3,
    papers: 1,
    results: 1,
    tasks: 1,
    trials: 0,
  });
});

test("a method without strategies is known, and no part of the search space", async () => {
  const facts = {
    nodes: [
      {
        label: "Method" as const,
        id: "C",
        properties: { name: "C", executable: false, missingOperators: [], notes: [], steps: "[]" },
      },
      { label: "Technique" as const, id: "U", properties: { name: "Distilling" } },
      { label: "Hyperparameter" as const, id: "K", properties: { name: "kept", unit: null } },
      { label: "Setting" as const, id: "K=1", properties: { hyperparameter: "K", value: 1 } },
    ],
    links: [
      { type: "USES_TECHNIQUE" as const, from: { label: "Method", id: "C" }, to: { label: "Technique", id: "U" } },
      { type: "USES_TECHNIQUE" as const, from: { label: "Method", id: "C" }, to: { label: "Technique", id: "T" } },
      {
        type: "HAS_HYPERPARAMETER" as const,
        from: { label: "Method", id: "C" },
        to: { label: "Hyperparameter", id: "K" },
      },
      { type: "OFFERS" as const, from: { label: "Hyperparameter", id: "K" }, to: { label: "Setting", id: "K=1" } },
    ] satisfies LinkFact[],
  };
  const triples = await run(graph, allTriples, {});
  const { entities, relationships } = await runOne(graph, graphStats, {});
  await writeFacts(graph, facts);
  expect(await run(graph, allTriples, {})).toEqual(triples);
  const stats = await runOne(graph, graphStats, {});
  expect(stats).toMatchObject({ entities, relationships });
  expect(stats).toMatchObject({ methods: { all: 3, executable: 1, knowledgeOnly: 2 }, techniques: 2 });
  expect(stats.tableOne.entities.Method).toBe(0); // none of these is of Table 1
  for (const [label, id] of [
    ["Technique", "U"],
    ["Method", "C"],
    ["Hyperparameter", "K"],
    ["Setting", "K=1"],
  ])
    await driver.executeQuery(`MATCH (n:${label} {id: $id}) DETACH DELETE n`, { id });
});

test("a result teaches only where it has AR, PR and no variant, at the share it was to remove; each other one has one reason", async () => {
  const share = { unit: "x P(M)" };
  await writeFacts(graph, { nodes: [{ label: "Hyperparameter", id: "H", properties: share }], links: [] });
  const method = { label: "Method", id: "A" } as const;
  // What it teaches: the setting, if strategies ask for its share, and that share.
  type Lesson = [setting: number | undefined, share: number];
  const cases: [id: string, properties: Record<string, number | string | null>, taught: Lesson | string][] = [
    ["near", { ar: -0.01, pr: 2.03 }, [2, 2]],
    ["between", { ar: -0.01, pr: 1.5 }, [undefined, 1.5]],
    ["beyond", { ar: -0.01, pr: 3.2, target: 3 }, [undefined, 3]],
    ["edge", { ar: -0.01, pr: 0.96 }, [1, 1]],
    ["noAr", { ar: null, pr: 2 }, "withoutAr"],
    ["noPr", { ar: -0.01, pr: null }, "withoutPr"],
    ["variant", { ar: -0.01, pr: 2, variant: "not tuned" }, "variant"],
  ];
  await writeFacts(graph, {
    nodes: cases.map(([id, properties]) => ({ label: "Result", id, properties })),
    links: cases.flatMap(([id]) => {
      const from = { label: "Result", id } as const;
      return [
        { type: "OF_METHOD", from, to: method },
        { type: "ON_TASK", from, to: { label: "Task", id: taskId } },
        { type: "REPORTED_IN", from, to: { label: "Paper", id: "paper" }, properties: { locator: id } },
      ] satisfies LinkFact[];
    }),
  });
  const rows = await run(graph, experienceRows, {});
  const taught = rows.map(({ source, settings, share }) => [source.split(", ").at(-1), [settings.H, share]]);
  const lessons = cases.flatMap(([id, , lesson]) => (typeof lesson === "string" ? [] : [[id, lesson]]));
  expect(Object.fromEntries(taught)).toEqual({ ...Object.fromEntries(lessons), "row 2": [2, 2] }); // row 2 states its setting, far from its PR
  expect(rows.filter(({ offered }) => !offered).map(({ pr }) => pr)).toEqual([1.5, 3.2]);
  const expected: Record<string, number> = {};
  for (const [, , why] of cases) if (typeof why === "string") expected[why] = (expected[why] ?? 0) + 1;
  const leftOut = await run(graph, experienceLeftOut, {});
  expect(Object.fromEntries(leftOut.map(({ why, results }) => [why, results]))).toEqual(expected);
  for (const [id] of cases) await driver.executeQuery("MATCH (r:Result {id: $id}) DETACH DELETE r", { id });
  await writeFacts(graph, { nodes: [{ label: "Hyperparameter", id: "H", properties: { unit: null } }], links: [] });
});

test("published results come as experience, with their task and where they stand", async () => {
  expect(await run(graph, experienceRows, {})).toEqual([
    {
      ...{ methodId: "A", settings: { H: 2 }, task: taskFeatures, ar: -0.1, pr: 0.5, share: 0.5, offered: true },
      ...{ source: "paper, Table 1, row 2", paper: "paper", taskId },
    },
  ]);
  expect(await run(graph, listResults, { taskId })).toMatchObject([{ id: "paper/r1", methodId: "A", flags: [] }]);
  expect(await run(graph, listResults, { methodId: "B" })).toEqual([]);
});

test("lists show what is there, and what can run", async () => {
  const methods = await run(graph, listMethods, {});
  expect(
    methods.map(({ id, executable, missingOperators, strategies }) => ({
      id,
      executable,
      missingOperators,
      strategies,
    })),
  ).toEqual([
    { id: "A", executable: true, missingOperators: [], strategies: 3 },
    { id: "B", executable: false, missingOperators: ["magic"], strategies: 3 },
  ]);
  expect(methods[0]?.hyperparameters).toEqual([{ id: "H", name: "amount", unit: null, values: [1, 2, 3] }]);
  expect((await run(graph, listPapers, {}))[0]).toMatchObject({
    id: "paper",
    methods: ["A", "B"],
    results: 1,
    authors: null,
  });
  expect((await run(graph, listTasks, {}))[0]).toMatchObject({
    id: taskId,
    features: taskFeatures,
    datasetId: "data",
    results: 1,
  });
  expect((await run(graph, listStrategies, { methodId: "B" })).map(({ id, steps }) => ({ id, steps }))).toEqual(
    knowledgeOnly.map((id) => ({ id, steps: null })),
  );
  const first = await run(graph, listStrategies, { atMost: 4 });
  const pages = [...first, ...(await run(graph, listStrategies, { after: first.at(-1)!.id, atMost: 4 }))];
  const all = [...strategies, ...knowledgeOnly];
  expect(pages.map(({ id }) => id)).toEqual(all);
  const down = await run(graph, listStrategies, { down: true, after: all.at(-1)! });
  expect(down.map(({ id }) => id)).toEqual(all.slice(0, -1).reverse());
});

test("names are found by their words, whatever signs the reader types", async () => {
  const found = await run(graph, searchNames, { text: "pruning" });
  expect(found.map(({ label, id }) => `${label} ${id}`).sort()).toEqual(["Paper paper", "Technique T"]);
  for (const text of ['prun"ing (', "AND", "net/data OR", "a:b*~^", "[x TO y]"])
    await run(graph, searchNames, { text });
});

test("a family's name, however spelled, finds the family first and then all of its networks", async () => {
  const network = (id: string, name: string) => ({ label: "Network", id, properties: { name } }) as const;
  const family = { label: "NetworkFamily", id: "resnet56" } as const;
  const networks = [network("resnet56", "ResNet-56"), network("rn-a", "ours, wider"), network("resnet50", "ResNet-50")];
  await writeFacts(graph, {
    nodes: [...networks, { ...family, properties: { name: "ResNet-56" } }],
    links: networks.slice(0, 2).map((from) => ({ type: "IN_FAMILY", from, to: family })),
  });
  for (const text of ["ResNet-56", "resnet56", "ResNet_56", "resnet 56"]) {
    const found = await run(graph, searchNames, { text });
    expect(found.slice(0, 3).map(({ label, id }) => `${label} ${id}`)).toEqual([
      "NetworkFamily resnet56",
      "Network resnet56",
      "Network rn-a",
    ]);
  }
  const elsewhere = await run(graph, searchNames, { text: "ResNet-50" });
  expect(elsewhere.map(({ id }) => id)).not.toContain("rn-a");
});

test("the search gets executable strategies only, with vectors of the current run only", async () => {
  const before = await run(graph, strategiesForSearch, {});
  expect(before.map(({ id, vector }) => ({ id, vector }))).toEqual(strategies.map((id) => ({ id, vector: null })));
  expect(before[1]).toMatchObject({
    methodId: "A",
    settings: { H: 2 },
    steps: [{ operator: "prune", params: { amount: 2 } }],
  });

  const at = (angle: number) => vectorOf(Math.cos(angle), Math.sin(angle));
  const vectors = new Map([
    ["Strategy:A(H=1)", at(0)],
    ["Strategy:A(H=2)", at(0.3)],
    ["Strategy:A(H=3)", at(2)],
    ["Setting:H=2", at(1)],
    ["Strategy:gone", at(1)],
  ]);
  const run1 = { id: "run-1", dim: vectorDimension, seed: 7, metrics: { mrr: 0.5 } };
  expect(await saveEmbedding(graph, run1, vectors)).toEqual({ written: 4 });
  const after = await run(graph, strategiesForSearch, { methodIds: ["A"] });
  expect(after.map(({ vector }) => vector)).toEqual([at(0), at(0.3), at(2)]);
  expect(await run(graph, strategiesForSearch, { methodIds: ["B"] })).toEqual([]);
  expect((await run(graph, nearestStrategies, { strategyId: "A(H=1)" })).map(({ id }) => id)).toEqual([
    "A(H=2)",
    "A(H=3)",
  ]);

  await saveEmbedding(graph, { ...run1, id: "run-2" }, new Map([["Strategy:A(H=2)", at(1)]]));
  expect((await run(graph, strategiesForSearch, {})).map(({ vector }) => vector)).toEqual([null, at(1), null]);
  expect(await runOne(graph, currentEmbeddingRun, {})).toMatchObject({
    id: "run-2",
    dim: vectorDimension,
    seed: 7,
    metrics: { mrr: 0.5 },
    strategies: 1,
  });
});

test("a bad vector changes nothing", async () => {
  const before = await snapshot(graph);
  const run3 = { id: "run-3", dim: vectorDimension, seed: 1, metrics: {} };
  for (const vectors of [
    new Map([["Strategy:A(H=1)", Float32Array.of(1)]]),
    new Map([["Strategy:A(H=1)", vectorOf(1, Number.NaN)]]),
    new Map([["Paper:paper", vectorOf(1, 2)]]),
  ]) {
    await expect(saveEmbedding(graph, run3, vectors)).rejects.toMatchObject({ code: "bad_params" });
  }
  expect(await snapshot(graph)).toEqual(before);
});
