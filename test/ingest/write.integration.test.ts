import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Graph,
  graphStats,
  knowledgeOnly,
  listMethods,
  listResults,
  listStrategies,
  nearestStrategies,
  readOnly,
  run,
  runOne,
  saveEmbedding,
  strategiesForSearch,
  strategyById,
} from "../../graph/index.ts";
import { ingest, ingestCard } from "../../ingest/index.ts";
import { emptied } from "../graph/emptied.ts";
import { testGraph } from "../graph/server.ts";
import { snapshot } from "../graph/snapshot.ts";
import { vectorDimension, vectorOf } from "../graph/vector.ts";
import { cardText } from "./card/cards.ts";

const operators = ["softPrune", "fineTune"];
let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
const all = "Strategy|Method|Hyperparameter|Setting|Technique|Paper|Result|Task|Dataset|Network|Ingest|IngestJournal";
beforeEach(() => emptied(driver, all));
afterAll(() => driver.close());

const take = (text: string, options = {}) => ingestCard(graph, { file: "fpgm.yaml", text }, { operators, ...options });

test("a card's method is in the graph for the next search; taking it in again writes nothing", async () => {
  const { added, changes } = await take(cardText());
  expect(added).toEqual({
    Method: 1,
    Hyperparameter: 2,
    Setting: 5,
    Technique: 1,
    Strategy: 6,
    Paper: 1,
    OF_METHOD: 6,
    WITH_SETTING: 12,
    HAS_HYPERPARAMETER: 2,
    USES_TECHNIQUE: 1,
    OFFERS: 5,
    PROPOSES: 1,
  });
  expect(changes.nodesCreated).toBe(16);
  const strategies = await run(graph, strategiesForSearch, {});
  expect(strategies.map(({ id }) => id)).toContain("FPGM(HP20=0.2,HP21=l1)");
  expect(strategies).toHaveLength(6);
  const before = await snapshot(graph);
  expect(await take(cardText())).toMatchObject({
    added: {},
    changed: {},
    changes: { nodesCreated: 0, propertiesSet: 0 },
  });
  expect(await snapshot(graph)).toEqual(before);
});

test("a dry run tells the same plan and writes nothing", async () => {
  const before = await snapshot(graph);
  const dry = await take(cardText(), { dryRun: true });
  expect(await snapshot(graph)).toEqual(before);
  expect((await take(cardText())).plan).toEqual(dry.plan);
});

test("a card is read from its file; a file that is not there is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "automc-card-"));
  const file = join(folder, "fpgm.yaml");
  await writeFile(file, cardText());
  expect((await ingestCard(graph, { file }, { operators })).added).toMatchObject({ Strategy: 6 });
  await rm(folder, { recursive: true });
  await expect(ingestCard(graph, { file }, { operators })).rejects.toMatchObject({
    code: "unreadable",
    message: /fpgm\.yaml/,
  });
});

const base = `id: BASE
paper: { id: base, title: Base, year: 2000 }
techniques: [{ id: TE10, name: Filter pruning by geometric median }]
hyperparameters: [{ id: HP20, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }]
steps: [{ softPrune: { remove: $HP20 } }]
`;

describe("a card that can't be right is refused with file and line, and nothing is written", () => {
  test.each<[string, string, number, RegExp, [string, string]]>([
    [
      "other values of a known hyperparameter",
      "contradiction",
      6,
      /HP20 is already known as "share removed"/,
      ["0.3]", "0.4]"],
    ],
    [
      "another name of a known technique",
      "contradiction",
      4,
      /TE10 is already known/,
      ["by geometric", "by the geometric"],
    ],
    ["another title of a known paper", "contradiction", 2, /paper base/, ["arXiv:1811.00250", "base"]],
    ["a known method with other hyperparameters", "contradiction", 1, /method BASE/, ["id: FPGM", "id: BASE"]],
    [
      "a reference to a hyperparameter nobody defines",
      "unknown_reference",
      7,
      /no hyperparameter HP99/,
      ["{ id: HP21, name: score, values: [l1, l2] }", "{ ref: HP99 }"],
    ],
    [
      "a reference to a technique nobody defines",
      "unknown_reference",
      4,
      /no technique TE99/,
      ["{ id: TE10, name: Filter pruning by geometric median }", "{ ref: TE99 }"],
    ],
    [
      "too many strategies",
      "too_many_strategies",
      5,
      /spans 30000/,
      ["[l1, l2]", `[${Array.from({ length: 10_000 }, (_, at) => at)}]`],
    ],
    [
      "a result on a task nobody knows",
      "unknown_reference",
      12,
      /no task moon/,
      ["epochs: 0.1 }\n", 'epochs: 0.1 }\nresults:\n  - { id: r1, task: moon, accuracy: 0.9, source: "Table 1" }\n'],
    ],
  ])("%s", async (_what, code, line, says, change) => {
    await take(base);
    const before = await snapshot(graph);
    let text = cardText(change);
    if (text.includes("ref: HP99")) text = text.replace("$HP21", "$HP99");
    const refused = take(text);
    await expect(refused).rejects.toMatchObject({ code, message: says });
    await expect(refused).rejects.toThrow(new RegExp(`^fpgm\\.yaml:${line}: [^\\n]+$`));
    expect(await snapshot(graph)).toEqual(before);
  });

  test("two cards at once that contradict each other", async () => {
    const before = await snapshot(graph);
    const sources = [
      { file: "base.yaml", text: base },
      { file: "fpgm.yaml", text: cardText(["0.3]", "0.4]"]) },
    ];
    await expect(ingest(graph, sources, { operators })).rejects.toThrow(/^fpgm\.yaml:6: /);
    expect(await snapshot(graph)).toEqual(before);
  });
});

test("cards refer to each other in any order", async () => {
  const user = cardText(
    ["{ id: HP20, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }", "{ ref: HP20 }"],
    ["{ id: TE10, name: Filter pruning by geometric median }", "{ ref: TE10 }"],
  );
  await ingest(
    graph,
    [
      { file: "a.yaml", text: user },
      { file: "b.yaml", text: base },
    ],
    { operators },
  );
  const methods = await run(graph, listMethods, {});
  expect(methods.map(({ id, strategies }) => [id, strategies])).toEqual([
    ["BASE", 3],
    ["FPGM", 6],
  ]);
});

test("free text is stored as it is written, whatever is in it", async () => {
  const names = [
    "'}) DETACH DELETE (n) //",
    '"; DROP DATABASE neo4j',
    "`backtick` $HP20 $(x)",
    "\\u0027 \\n",
    "名前 \u202e👾 ́",
    "<script>alert(1)</script>",
  ];
  for (const [at, name] of names.entries()) {
    const text = cardText(
      ["Filter pruning by geometric median", JSON.stringify(name)],
      ["TE10", `TE1${at}`],
      ["Filter Pruning via Geometric Median", JSON.stringify(name)],
      ["arXiv:1811.00250", `p${at}`],
      ["FPGM", `M${at}`],
    );
    await take(text);
  }
  const { rows } = await readOnly(
    graph,
    "MATCH (p:Paper)-[:PROPOSES]->()-[:USES_TECHNIQUE]->(t) RETURN p.title AS title, t.name AS name ORDER BY p.id",
  );
  expect(rows).toEqual(names.map((name) => ({ title: name, name })));
});

test("a file of results brings its tasks; a result's AR follows from the accuracies", async () => {
  const results = `paper: { id: study, title: A study, year: 2021 }
tasks:
  - id: net/data
    network: { id: net, name: Net }
    dataset: { id: data, name: Data }
    features: { categories: 10, imageSize: 32, channels: 3, dataAmount: 60000, parameters: 1000, flops: 5000, accuracy: 0.8 }
results:
  - { id: r1, method: FPGM, task: net/data, settings: { HP20: 0.2 }, accuracy: 0.6, printedAr: -0.2, pr: 0.5, source: "Table 1, row 1" }
  - { id: r2, algorithm: Random, task: net/data, baseAccuracy: 0.5, accuracy: 0.6, source: "Table 1, row 2", flags: [own base] }
`;
  const sources = [
    { file: "results.yaml", text: results },
    { file: "fpgm.yaml", text: cardText() },
  ];
  expect((await ingest(graph, sources, { operators })).added).toMatchObject({
    Result: 2,
    Task: 1,
    ON_TASK: 2,
    REPORTED_IN: 2,
  });
  const rows = await run(graph, listResults, { taskId: "net/data" });
  expect(rows).toMatchObject([
    {
      id: "study/r1",
      methodId: "FPGM",
      settings: { HP20: 0.2 },
      baseAccuracy: 0.8,
      printedAr: -0.2,
      source: "study, Table 1, row 1",
    },
    { id: "study/r2", methodId: null, algorithm: "Random", baseAccuracy: 0.5, flags: ["own base"] },
  ]);
  expect(rows.map(({ ar }) => ar)).toEqual([expect.closeTo(-0.25, 12), expect.closeTo(0.2, 12)]);
  const before = await snapshot(graph);
  const offGrid = results.replace("HP20: 0.2", "HP20: 0.25");
  await expect(ingestCard(graph, { file: "r.yaml", text: offGrid }, { operators })).rejects.toThrow(
    /^r\.yaml:8: FPGM offers no setting HP20=0\.25/,
  );
  const otherTask = results.replace("parameters: 1000", "parameters: 1001");
  await expect(ingestCard(graph, { file: "r.yaml", text: otherTask }, { operators })).rejects.toThrow(
    /^r\.yaml:3: task net\/data is already known/,
  );
  expect(await snapshot(graph)).toEqual(before);
});

test("a figure that is not printed follows from the source's own counts and is named; FLOPs are kept as printed and as 2 x MACs", async () => {
  const results = `paper: { id: "github:someone/repository@abc", title: A repository }
tasks:
  - id: net/data
    network: { id: net, name: Net }
    dataset: { id: data, name: Data }
    features: { categories: 10, imageSize: null, channels: 3, dataAmount: null, parameters: null, flops: 5000, accuracy: null }
results:
  - { id: macs, method: FPGM, task: net/data, accuracy: 0.6, parameters: 500, baseParameters: 2000, flops: 30, baseFlops: 40, flopsConvention: MACs, source: row 1 }
  - { id: unstated, method: FPGM, task: net/data, accuracy: 0.6, baseAccuracy: 0.8, pr: 0.5, flops: 30, baseFlops: 40, flopsConvention: unstated, derived: [pr], source: row 2 }
  - { id: bare, method: FPGM, task: net/data, label: "FPGM (mix)", stated: { sparsity: 0.3, schedule: "5, 10" }, variant: not tuned, accuracy: 0.6, printedDelta: -0.01, source: row 3 }
`;
  const sources = [
    { file: "results.yaml", text: results },
    { file: "fpgm.yaml", text: cardText() },
  ];
  await ingest(graph, sources, { operators });
  const [bare, macs, unstated] = await run(graph, listResults, { taskId: "net/data" });
  expect(macs).toMatchObject({ pr: 0.75, fr: 0.25, derived: ["pr", "fr"], ar: null, parameters: 500 });
  expect(macs).toMatchObject({
    flops: 60,
    baseFlops: 80,
    printedFlops: 30,
    printedBaseFlops: 40,
    flopsConvention: "MACs",
  });
  expect(unstated).toMatchObject({ pr: 0.5, fr: 0.25, derived: ["pr", "fr"], flops: null, baseFlops: null });
  expect(unstated).toMatchObject({ printedFlops: 30, printedBaseFlops: 40, ar: expect.closeTo(-0.25, 12) });
  expect(bare).toMatchObject({ label: "FPGM (mix)", stated: ["sparsity=0.3", "schedule=5, 10"], variant: "not tuned" });
  expect(bare).toMatchObject({ ar: null, pr: null, fr: null, derived: [], printedDelta: -0.01, baseFlops: 5000 });
  expect((await ingest(graph, sources, { operators })).added).toEqual({});
});

const knownByName = cardText(
  ["hyperparameters:\n", "hyperparameters: []\n"],
  ["  - { id: HP20, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }\n", ""],
  ["  - { id: HP21, name: score, values: [l1, l2] }\n", ""],
  [
    "steps:\n  - softPrune: { score: $HP21, remove: $HP20, epochs: 0.1, every: 1 }\n  - fineTune: { epochs: 0.1 }\n",
    "",
  ],
);

test("a card without steps is knowledge only; a card with steps completes it, and the one without takes nothing back", async () => {
  const first = await take(knownByName);
  expect(first.added).toEqual({ Method: 1, Technique: 1, Paper: 1, USES_TECHNIQUE: 1, PROPOSES: 1 });
  expect(first.methods).toEqual([{ id: "FPGM", strategies: 0, executable: false, missingOperators: [] }]);
  expect(first.methods.map(knowledgeOnly)).toEqual(["its card has no steps"]);
  expect(await run(graph, strategiesForSearch, {})).toEqual([]);
  const second = await take(cardText());
  expect(second.added).toMatchObject({ Strategy: 6, HAS_HYPERPARAMETER: 2 });
  expect(second.changed).toEqual({ Method: 1 });
  expect(second.methods).toEqual([{ id: "FPGM", strategies: 6, executable: true, missingOperators: [] }]);
  expect(second.methods.map(knowledgeOnly)).toEqual([null]);
  const before = await snapshot(graph);
  const again = await take(knownByName);
  expect(again).toMatchObject({ id: null, added: {}, changed: {}, methods: [] });
  expect(await snapshot(graph)).toEqual(before);
  const both = [cardText(), knownByName].map((text, at) => ({ file: `${at}.yaml`, text }));
  for (const sources of [both, both.toReversed()]) {
    expect(await ingest(graph, sources, { operators })).toMatchObject({ added: {}, changed: {} });
    await emptied(driver, all);
    expect((await ingest(graph, sources, { operators })).added).toMatchObject({ Method: 1, Strategy: 6 });
  }
  // An ingest says when it was, and relationships name nodes by Neo4j's own ids.
  const known = ({ nodes }: typeof before) => nodes.filter((node) => !String(node).includes('"labels":["Ingest'));
  expect(known(await snapshot(graph))).toEqual(known(before));
});

test("what is known only by name is not given another meaning: another paper, or a technique less", async () => {
  await take(knownByName);
  const elsewhere = cardText(["arXiv:1811.00250", "arXiv:0000.00000"]);
  await expect(take(elsewhere)).rejects.toMatchObject({
    code: "contradiction",
    message: /method FPGM is already known/,
  });
  const other = cardText(["{ id: TE10, name: Filter pruning by geometric median }", "{ id: TE11, name: Another }"]);
  await expect(take(other)).rejects.toMatchObject({ code: "contradiction" });
});

test("a card whose operator does not exist says which in every view", async () => {
  const magic = cardText(["softPrune", "conjure"]);
  const { methods } = await take(magic);
  const lacking = { executable: false, missingOperators: ["conjure"] };
  expect(methods).toEqual([{ id: "FPGM", strategies: 6, ...lacking }]);
  expect(knowledgeOnly(lacking)).toBe("there is no operator conjure");
  const id = "FPGM(HP20=0.1,HP21=l1)";
  expect(await run(graph, listMethods, {})).toMatchObject([{ id: "FPGM", ...lacking }]);
  expect(await run(graph, strategyById, { id })).toMatchObject([{ steps: null, ...lacking }]);
  expect(await run(graph, listStrategies, { atMost: 1 })).toMatchObject([{ id, ...lacking }]);
  expect(await run(graph, strategiesForSearch, {})).toEqual([]);
  expect((await runOne(graph, graphStats, {})).methods).toEqual({ all: 1, executable: 0, knowledgeOnly: 1 });
  const vectors = new Map([
    [`Strategy:${id}`, vectorOf(1)],
    ["Strategy:FPGM(HP20=0.1,HP21=l2)", vectorOf(1, 0.1)],
  ]);
  await saveEmbedding(graph, { id: "one", dim: vectorDimension, seed: 1, metrics: {} }, vectors);
  const nearest = await run(graph, nearestStrategies, { strategyId: id });
  expect(nearest).toMatchObject([{ id: "FPGM(HP20=0.1,HP21=l2)", methodId: "FPGM", ...lacking }]);
});
