import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Graph, listResults, listTasks, mergeTask, readOnly, run } from "../../graph/index.ts";
import { aliasTable, ingest, listIngests, merge, rollback, type Source, unmerge } from "../../ingest/index.ts";
import { emptied } from "../graph/emptied.ts";
import { fingerprint } from "../graph/fingerprint.ts";
import { testGraph } from "../graph/server.ts";

const operators = ["prune"];
let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
beforeEach(async () => {
  await emptied(
    driver,
    "Strategy|Method|Hyperparameter|Setting|Technique|Paper|Result|Task|Dataset|Network|Alias|Ingest|IngestJournal|Study|MergedMethod|MergedNetwork|MergedDataset|MergedTask",
  );
  await take(knowledge);
});
afterAll(() => driver.close());

const take = (sources: readonly Source[], options = {}) => ingest(graph, sources, { operators, ...options });

const card = (id: string, name: string, more: string) => ({
  file: `${id}.yaml`,
  text: `id: ${id}
name: ${name}
paper: { id: "paper:${id}", title: On ${name} as ${id} has it, year: 2020 }
techniques: [{ id: TE1, name: Pruning by scale }, { id: TE${id}, name: What ${id} adds }]
hyperparameters:
  - { id: HP1, name: share removed, values: [0.1, 0.2] }
  - { id: HP${id}, name: strength of ${id}, values: [1, 2] }
steps: [{ prune: { remove: $HP1, strength: $HP${id} } }]
${more}`,
});
const results = (id: string, network: string, dataset: string, accuracy: number) => ({
  file: `results-${id}.yaml`,
  text: `paper: { id: "results:${id}", title: Results of ${id}, year: 2021 }
tasks:
  - id: ${network}/${dataset}
    network: { id: ${network}, name: ${network} }
    dataset: { id: ${dataset}, name: ${dataset} }
    features: { categories: 10, imageSize: 32, channels: 3, dataAmount: 1000, parameters: 1000, flops: 5000, accuracy: ${accuracy} }
results:
  - { id: r1, method: ${id}, task: ${network}/${dataset}, settings: { HP1: 0.1, HP${id}: 1 }, accuracy: 0.7, pr: 0.3, source: row 1 }
  - { id: r2, method: ${id}, task: ${network}/${dataset}, accuracy: 0.6, baseAccuracy: 0.75, pr: 0.5, source: row 2 }
`,
});
const knowledge = [
  card("NS", "Network slimming", "aliases: [Slimming]"),
  card("SLIM", "Channel scaling", "aliases: [Scaled channels]"),
  results("NS", "wide-net", "pictures", 0.8),
  results("SLIM", "thinnet", "images", 0.9),
];

describe("two methods that are one", () => {
  test("all of one moves to the other, its names lead there, and undoing it is exact", async () => {
    const before = await fingerprint(graph);
    const merged = await merge(graph, "method", "channel-scaling", "Slimming");
    expect(merged).toMatchObject({ from: "SLIM", into: "NS" });
    expect(merged.moved).toEqual({
      ALIAS_OF: 1,
      HAS_HYPERPARAMETER: 1, // HP1 is NS's already
      OF_METHOD: 4 + 2,
      PROPOSES: 1,
      USES_TECHNIQUE: 1,
    });
    const { rows } = await readOnly(graph, "MATCH (m:Method) RETURN m.id AS id, COUNT { (:Result)-->(m) } AS results");
    expect(rows).toEqual([{ id: "NS", results: 4 }]);
    const table = await aliasTable(graph);
    for (const name of ["SLIM", "Channel Scaling", "scaled channels", "NS"]) {
      expect(table.resolve("method", name)).toMatchObject({ id: "NS" });
    }
    await unmerge(graph, merged.id);
    expect(await fingerprint(graph)).toEqual(before);
  });

  test("everything that was ingested can be ingested again, and writes nothing", async () => {
    await merge(graph, "method", "SLIM", "NS");
    const before = await fingerprint(graph);
    const again = await take(knowledge);
    expect(again).toMatchObject({ id: null, added: {}, changed: {}, removed: {} });
    expect(again.resolved).toContainEqual(expect.objectContaining({ kind: "method", name: "SLIM", id: "NS" }));
    expect(await fingerprint(graph)).toEqual(before);
  });

  test("two merges in a row are undone from the last to the first", async () => {
    await take([card("CUT", "Cutting", "")]);
    const before = await fingerprint(graph);
    const first = await merge(graph, "method", "CUT", "SLIM");
    const between = await fingerprint(graph);
    const second = await merge(graph, "method", "SLIM", "NS");
    expect((await aliasTable(graph)).resolve("method", "CUT")).toMatchObject({ id: "NS" });
    await expect(unmerge(graph, first.id)).rejects.toMatchObject({
      code: "depended_on",
      message: /merged SLIM itself/,
    });
    await unmerge(graph, second.id);
    expect(await fingerprint(graph)).toEqual(between);
    await unmerge(graph, first.id);
    expect(await fingerprint(graph)).toEqual(before);
  });

  test("what came later under the old name holds the merge, what came under the new one stays", async () => {
    const { id } = await merge(graph, "method", "SLIM", "NS");
    const late = (method: string, at: number) => ({
      file: "late.yaml",
      text: `paper: { id: "late:${at}", title: Late numbers, year: 2022 }
results: [{ id: r, method: ${method}, task: thinnet/images, settings: { HPSLIM: 2 }, accuracy: 0.5, source: row 1 }]
`,
    });
    const byOldName = await take([late("SLIM", 1)]);
    await expect(unmerge(graph, id)).rejects.toMatchObject({
      code: "depended_on",
      message: new RegExp(`SLIM into NS.*can't be undone: ingest ${byOldName.id} .*uses the name SLIM`),
    });
    await rollback(graph, byOldName.id!);
    await take([late("NS", 2)]);
    await unmerge(graph, id);
    const rows = await run(graph, listResults, { methodId: "NS" });
    expect(rows.map((row) => row.id)).toEqual(["late:2/r", "results:NS/r1", "results:NS/r2"]);
  });

  test("an ingest whose method was merged since can't be rolled back, until that is undone", async () => {
    const before = await fingerprint(graph);
    const { id } = await take([card("CUT", "Cutting", "")]);
    const merged = await merge(graph, "method", "CUT", "NS");
    await expect(rollback(graph, id!)).rejects.toMatchObject({
      code: "depended_on",
      message: new RegExp(`${merged.id} \\(a merge\\)`),
    });
    await expect(rollback(graph, merged.id)).rejects.toMatchObject({ code: "conflict", message: /unmerge/ });
    await expect(unmerge(graph, id!)).rejects.toMatchObject({ code: "conflict", message: /rollback/ });
    await unmerge(graph, merged.id);
    await rollback(graph, id!);
    expect(await fingerprint(graph)).toEqual(before);
  });
});

describe("networks, data sets and tasks", () => {
  test("tasks are merged after their network and data set; results keep their own figures", async () => {
    await expect(merge(graph, "task", "thinnet/images", "wide-net/pictures")).rejects.toMatchObject({
      code: "conflict",
      message: /merge the networks or data sets first/,
    });
    const before = await fingerprint(graph);
    const merges = [
      await merge(graph, "network", "ThinNet", "WideNet"),
      await merge(graph, "dataset", "images", "pictures"),
      await merge(graph, "task", "thinnet/images", "wide-net/pictures"),
    ];
    expect(await run(graph, listTasks, {})).toMatchObject([{ id: "wide-net/pictures", results: 4 }]);
    const rows = await run(graph, listResults, { taskId: "wide-net/pictures" });
    expect(rows.map(({ id, baseAccuracy }) => [id, baseAccuracy])).toEqual([
      ["results:NS/r1", 0.8],
      ["results:NS/r2", 0.75],
      ["results:SLIM/r1", 0.9],
      ["results:SLIM/r2", 0.75],
    ]);
    expect(await take(knowledge)).toMatchObject({ id: null, added: {}, changed: {}, removed: {} });
    for (const { id } of merges.toReversed()) await unmerge(graph, id);
    expect(await fingerprint(graph)).toEqual(before);
  });

  test("merges of one task in another order are undone too", async () => {
    const before = await fingerprint(graph);
    const network = await merge(graph, "network", "thinnet", "wide-net");
    const dataset = await merge(graph, "dataset", "images", "pictures");
    const task = await merge(graph, "task", "thinnet/images", "wide-net/pictures");
    for (const { id } of [network, task, dataset]) await unmerge(graph, id);
    expect(await fingerprint(graph)).toEqual(before);
  });

  test("another spelling of a network or data set is the known one, and says so", async () => {
    const again = results("NS", "Wide_Net", "Pictures", 0.8);
    const other = { ...again, text: again.text.replace("results:NS", "results:again") };
    const { added, resolved } = await take([other]);
    expect(added).toEqual({ Paper: 1, Result: 2, ON_TASK: 2, REPORTED_IN: 2, OF_METHOD: 2, WITH_SETTING: 2 });
    expect(resolved).toEqual([
      { kind: "network", name: "Wide_Net", id: "wide-net", where: "results-NS.yaml:4" },
      { kind: "dataset", name: "Pictures", id: "pictures", where: "results-NS.yaml:5" },
      { kind: "task", name: "Wide_Net/Pictures", id: "wide-net/pictures", where: "results-NS.yaml:3" },
    ]);
  });

  test("what studies run on is not merged away; a merged data set stands for the other in a new study", async () => {
    const features = {
      categories: 10,
      imageSize: 32,
      channels: 3,
      dataAmount: 1,
      parameters: 1,
      flops: 1,
      accuracy: 0.5,
    };
    const place = { dataset: { id: "images", name: "images" }, network: { id: "own", name: "Own" } };
    await run(graph, mergeTask, { id: "own/images#1", features, ...place });
    const study = "MATCH (t:Task {id: 'own/images#1'}) CREATE (:Study {name: 's'})-[:ON_TASK]->(t)";
    await driver.executeQuery(study);
    for (const [kind, from, into] of [
      ["task", "own/images#1", "thinnet/images"],
      ["dataset", "images", "pictures"],
      ["network", "own", "thinnet"],
    ] as const) {
      await expect(merge(graph, kind, from, into)).rejects.toMatchObject({
        code: "conflict",
        message: /study "s" runs on it/,
      });
    }
    await merge(graph, "dataset", "pictures", "images");
    await run(graph, mergeTask, {
      id: "own/images#2",
      features,
      ...place,
      dataset: { id: "pictures", name: "pictures" },
    });
    expect((await run(graph, listTasks, {})).find(({ id }) => id === "own/images#2")?.datasetId).toBe("images");
  });

  test("names that mean nothing are refused in a sentence", async () => {
    const before = await fingerprint(graph);
    await expect(merge(graph, "method", "Network slimmmming", "SLIM")).rejects.toMatchObject({
      code: "not_found",
      message: 'There is no method "Network slimmmming" in the graph; did you mean NS?',
    });
    await expect(merge(graph, "method", "NS", "ns")).rejects.toMatchObject({ code: "bad_params" });
    await expect(unmerge(graph, "nothing")).rejects.toMatchObject({ code: "not_found" });
    expect(await fingerprint(graph)).toEqual(before);
    expect(await run(graph, listIngests, {})).toHaveLength(1);
  });
});
