import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createStudy, type Graph, mergeTask, recordTrial, run, saveEmbedding } from "../../graph/index.ts";
import { ingest, listIngests, rollback, type Source, showIngest } from "../../ingest/index.ts";
import { completeFigures } from "../graph/complete-trial.ts";
import { emptied } from "../graph/emptied.ts";
import { fingerprint } from "../graph/fingerprint.ts";
import { testGraph } from "../graph/server.ts";
import { vectorDimension, vectorOf } from "../graph/vector.ts";
import { cardText } from "./card/cards.ts";

const operators = ["softPrune", "fineTune"];
let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
beforeEach(() =>
  emptied(
    driver,
    "Strategy|Method|Hyperparameter|Setting|Technique|Paper|Result|Task|Dataset|Network|Alias|Ingest|IngestJournal|Study|Trial|Scheme|EmbeddingRun",
  ),
);
afterAll(() => driver.close());

const take = (sources: readonly Source[], options = {}) => ingest(graph, sources, { operators, ...options });
const fpgm = { file: "fpgm.yaml", text: cardText() };
const other = {
  file: "other.yaml",
  text: cardText(
    ["id: FPGM", "id: OTHER"],
    ["arXiv:1811.00250", "other"],
    ["Filter Pruning via Geometric Median", "Something else entirely"],
    ["{ id: TE10, name: Filter pruning by geometric median }", "{ ref: TE10 }"],
  ),
};
const results = {
  file: "results.yaml",
  text: `paper: { id: study, title: A study, year: 2021 }
tasks:
  - id: net/data
    network: { id: net, name: Net }
    dataset: { id: data, name: Data }
    features: { categories: 10, imageSize: 32, channels: 3, dataAmount: 60000, parameters: 1000, flops: 5000, accuracy: 0.8 }
results:
  - { id: r1, method: FPGM, task: net/data, settings: { HP20: 0.2 }, accuracy: 0.6, pr: 0.5, source: "Table 1, row 1" }
`,
};

test("an ingest is recorded with what it ingested and wrote, and its journal names every part", async () => {
  const first = await take([fpgm]);
  const second = await take([results, fpgm]);
  const [newest, oldest] = await run(graph, listIngests, {});
  expect(newest).toMatchObject({ id: second.id, position: 2, kind: "files", files: ["results.yaml", "fpgm.yaml"] });
  expect(newest?.sha256).toHaveLength(2);
  expect(oldest).toMatchObject({ id: first.id, position: 1, added: { Strategy: 6, OF_METHOD: 6 } });
  expect(Date.parse(oldest!.at)).toBeLessThanOrEqual(Date.now() + 60_000);
  const { ingest: shown, journal } = await showIngest(graph, second.id!.slice(0, 5));
  expect(shown).toEqual(newest);
  expect(journal.addedNodes.map(({ label, id }) => `${label} ${id}`)).toEqual([
    "Paper study",
    "Dataset data",
    "Network net",
    "Task net/data",
    "Result study/r1",
  ]);
  expect(journal.heldNodes).toContainEqual({ label: "Method", id: "FPGM" });
  await expect(showIngest(graph, "zzz")).rejects.toMatchObject({ code: "not_found", message: /"zzz"/ });
  await expect(showIngest(graph, "")).rejects.toMatchObject({ code: "not_found" });
});

test("a correction changes and removes what it replaces, and a rollback brings it back", async () => {
  await take([fpgm, results]);
  const before = await fingerprint(graph);
  const corrected = results.text
    .replace("settings: { HP20: 0.2 }", "settings: { HP20: 0.3, HP21: l1 }")
    .replace("accuracy: 0.6", "accuracy: 0.7")
    .replace("row 1", "row 2");
  const { id, added, changed, removed, plan } = await take([{ ...results, text: corrected }]);
  expect({ added, changed, removed }).toEqual({
    added: { WITH_SETTING: 2 },
    changed: { Result: 1, REPORTED_IN: 1 },
    removed: { WITH_SETTING: 1 },
  });
  expect(plan.changedNodes[0]).toMatchObject({ was: { accuracy: 0.6 }, properties: { accuracy: 0.7 } });
  expect(plan.changedLinks[0]).toMatchObject({ was: { locator: "Table 1, row 1" } });
  await rollback(graph, id!);
  expect(await fingerprint(graph)).toEqual(before);
});

test("new operators are an ingest that can be undone: strategies can't run again", async () => {
  await take([fpgm], { operators: ["softPrune"] });
  const before = await fingerprint(graph);
  const { id, changed } = await take([fpgm]);
  expect(changed).toEqual({ Method: 1, Strategy: 6 });
  await rollback(graph, id!);
  expect(await fingerprint(graph)).toEqual(before);
});

describe("a rollback is refused, in one sentence that lists why, and changes nothing", () => {
  const refused = async (id: string, ...says: RegExp[]) => {
    const before = await fingerprint(graph);
    const attempt = rollback(graph, id);
    await expect(attempt).rejects.toMatchObject({ code: "depended_on" });
    for (const each of says) await expect(attempt).rejects.toThrow(each);
    await expect(attempt).rejects.not.toThrow(/\n/);
    expect(await fingerprint(graph)).toEqual(before);
  };

  test("when later ingests build on it", async () => {
    const first = await take([fpgm]);
    const second = await take([results]);
    const third = await take([other]);
    await refused(
      first.id!,
      /^Ingest \w+ \(fpgm\.yaml\) can't be undone: /,
      new RegExp(`ingest ${second.id} \\(results.yaml\\) builds on Method FPGM and \\d more`),
      new RegExp(`ingest ${third.id} \\(other.yaml\\) builds on `),
    );
    await rollback(graph, second.id!);
    await rollback(graph, third.id!);
    await rollback(graph, first.id!);
    const { nodes, relationships } = await fingerprint(graph);
    expect(nodes.filter((node) => !/Migration|IngestLock/.test(node))).toEqual([]);
    expect(relationships).toEqual([]);
  });

  test("when a later ingest only says the same and more", async () => {
    const first = await take([fpgm]);
    await take([{ ...fpgm, text: `${fpgm.text}notes: [a note]\n` }]);
    await refused(first.id!, /builds on Hyperparameter HP20 and \d+ more/);
  });

  test("when a study has trials of its strategies, or runs on its task", async () => {
    const { id } = await take([fpgm, results]);
    const study = { name: "digits", taskId: "net/data", algorithm: "random", target: 0.3, seed: 1, config: {} };
    await run(graph, createStudy, study);
    await refused(id!, /study "digits" uses it/);
    const strategy = "FPGM(HP20=0.2,HP21=l1)";
    await run(graph, recordTrial, { study: "digits", number: 1, scheme: [strategy], ...completeFigures });
    await refused(id!, /study "digits" uses it, in 1 of its trials/);
  });

  test("when what it made executable was run", async () => {
    await take([fpgm], { operators: ["softPrune"] });
    const { id } = await take([fpgm]);
    const features = {
      categories: 2,
      imageSize: 1,
      channels: 1,
      dataAmount: 1,
      parameters: 1,
      flops: 1,
      accuracy: null,
    };
    const place = { dataset: { id: "d", name: "d" }, network: { id: "n", name: "n" } };
    await run(graph, mergeTask, { id: "own", features, ...place });
    await run(graph, createStudy, { name: "s", taskId: "own", algorithm: "random", target: 0, seed: 1, config: {} });
    const scheme = ["FPGM(HP20=0.2,HP21=l1)"];
    await run(graph, recordTrial, { study: "s", number: 1, scheme, ...completeFigures });
    await refused(id!, /study "s" uses it, in 1 of its trials/);
  });

  test("when an embedding run has vectors on it, unless these may go too", async () => {
    const before = await fingerprint(graph);
    const { id } = await take([fpgm]);
    const vectors = new Map([["Strategy:FPGM(HP20=0.2,HP21=l1)", vectorOf(1)]]);
    await saveEmbedding(graph, { id: "run1", dim: vectorDimension, seed: 1, metrics: {} }, vectors);
    await refused(id!, /embedding run run1 has 1 vectors on it \(--with-vectors/);
    await rollback(graph, id!, { withVectors: true });
    const { nodes } = await fingerprint(graph);
    expect(nodes.filter((node) => !node.includes("EmbeddingRun"))).toEqual(before.nodes);
  });

  test("when something was changed or taken away by hand", async () => {
    const { id } = await take([fpgm]);
    const noted = await take([{ ...fpgm, text: `${fpgm.text}notes: [a note]\n` }]);
    await driver.executeQuery("MATCH (m:Method) SET m.notes = ['by hand']");
    await refused(noted.id!, /Method FPGM was changed since/);
    await driver.executeQuery("MATCH (m:Method) SET m.notes = ['a note']");
    await rollback(graph, noted.id!);
    await driver.executeQuery("MATCH (s:Setting {id: 'HP20=0.1'}) DETACH DELETE s");
    await refused(id!, /Setting HP20=0\.1 is not there any more/);
  });

  test("when it is what AutoMC comes with, and there are studies", async () => {
    const { id } = await take([fpgm, results], { kind: "init" });
    const before = await fingerprint(graph);
    await run(graph, createStudy, {
      name: "s",
      taskId: "net/data",
      algorithm: "random",
      target: 0,
      seed: 1,
      config: {},
    });
    await refused(id!, /\(automc graph init\) can't be undone: there are studies \("s"\)/);
    await emptied(driver, "Study");
    expect(await fingerprint(graph)).toEqual(before);
    await rollback(graph, id!);
    expect(await run(graph, listIngests, {})).toEqual([]);
  });
});

describe("the same at once", () => {
  test("ten times over, and ten times more, leaves what once leaves, and all but one find nothing to write", async () => {
    await take([fpgm, results]);
    const once = await fingerprint(graph);
    const [first] = await run(graph, listIngests, {});
    await rollback(graph, first!.id);
    const ten = await Promise.all(Array.from({ length: 10 }, () => take([fpgm, results])));
    for (let more = 0; more < 10; more += 1) ten.push(await take([fpgm, results])); // and ten times one after the other
    expect(ten.filter(({ id }) => id !== null)).toHaveLength(1);
    for (const { id, changes } of ten) expect(id === null).toBe(changes.nodesCreated === 0);
    const knowledge = ({ nodes, relationships }: typeof once) => ({
      nodes: nodes.filter((node) => !node.includes('"Ingest')),
      relationships: relationships.filter((link) => !link.includes("HAS_JOURNAL")),
    });
    expect(knowledge(await fingerprint(graph))).toEqual(knowledge(once));
    expect(await run(graph, listIngests, {})).toHaveLength(1);
  });

  test("different ones that share words, and a rollback between, end in an order that makes sense", async () => {
    const first = await take([fpgm]);
    const outcomes = await Promise.allSettled([
      take([results]),
      take([other]),
      take([fpgm]),
      rollback(graph, first.id!),
    ]);
    const [, , , undone] = outcomes;
    const ingests = await run(graph, listIngests, {});
    if (undone.status === "fulfilled") {
      // Whoever came after it either brought the card again or was refused for want of it.
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason.code).toBe("unknown_reference");
    } else {
      expect(undone.reason.code).toBe("depended_on");
      expect(ingests.map(({ id }) => id)).toContain(first.id);
    }
    for (const { id } of ingests) await rollback(graph, id);
    const { nodes } = await fingerprint(graph);
    expect(nodes.filter((node) => !/Migration|IngestLock/.test(node))).toEqual([]);
  });
});

describe("new names that look like known ones", () => {
  const lookalike = {
    file: "look.yaml",
    text: cardText(
      ["id: FPGM\n", "id: Geometric-Median\nname: Filter Prunning via Geometric Median\n"],
      ["arXiv:1811.00250", "doi:10.1109/CVPR.2019.00447"],
      ["TE10", "TE11"],
    ),
  };

  test("are told before anything is written, and refused with strict", async () => {
    await take([{ ...fpgm, text: `${fpgm.text}name: Filter pruning via geometric median\n` }]);
    const before = await fingerprint(graph);
    await expect(take([lookalike], { strict: true })).rejects.toMatchObject({
      code: "duplicate",
      message: /^look\.yaml:3: the new paper doi:10\.1109\/CVPR\.2019\.00447 looks like arXiv:1811\.00250; .*2 more/,
    });
    const dry = await take([lookalike], { dryRun: true });
    expect(await fingerprint(graph)).toEqual(before);
    expect(dry.duplicates).toMatchObject([
      { kind: "paper", where: "look.yaml:3", candidates: [{ id: "arXiv:1811.00250", similarity: 1 }] },
      { kind: "method", id: "Geometric-Median", where: "look.yaml:1", candidates: [{ id: "FPGM" }] },
      { kind: "technique", id: "TE11", candidates: [{ id: "TE10", similarity: 1 }] },
    ]);
    expect((await take([lookalike])).duplicates).toEqual(dry.duplicates);
    expect((await take([lookalike], { strict: true })).duplicates).toEqual([]); // they are known now
  });

  test("an alias that is another's name is refused with file and line", async () => {
    await take([fpgm]);
    const clash = { ...other, text: other.text.replace("techniques:", "aliases: [fpgm]\ntechniques:") };
    await expect(take([clash])).rejects.toMatchObject({
      code: "contradiction",
      message: 'other.yaml:1: "fpgm" is a name of method FPGM already, so it can\'t be one of OTHER.',
    });
  });
});
