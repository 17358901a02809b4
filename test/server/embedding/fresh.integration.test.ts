import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  currentEmbeddingRun,
  type Graph,
  type LinkFact,
  listEmbeddingRuns,
  run,
  runOne,
  showStudy,
  strategyVectors,
  writeFacts,
} from "../../../graph/index.ts";
import { ingestCard } from "../../../ingest/index.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { freshEmbedding } from "../../../server/embedding/fresh.ts";
import { automc } from "../cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 120_000 });

let studies: TinyStudies;
let graph: Graph;
beforeAll(async () => {
  studies = await tinyStudies();
  ({ graph } = studies);
});
afterAll(() => studies.close());

/** A method of some strategies over a hyperparameter of its own. */
async function takeIn(id: string, strategies: number): Promise<void> {
  const text = [
    `id: ${id}`,
    `paper: { id: "https://example.org/${id}", title: About ${id}, year: 2020 }`,
    "techniques: [{ ref: TE90 }]",
    "hyperparameters:",
    `  - { id: H-${id}, name: width of ${id}, unit: channels, values: [${Array.from({ length: strategies }, (_, i) => i)}] }`,
    "steps:",
    `  - imagined: { width: $H-${id} }`,
  ].join("\n");
  await ingestCard(graph, { file: `${id}.yaml`, text }, { operators: ["prune", "fineTune"] });
}

/** A published result from which NN_exp can learn. */
async function publish(id: string, method: string, ar: number): Promise<void> {
  const from = { label: "Result", id } as const;
  const features = { categories: 10, imageSize: 32, channels: 3, dataAmount: 60_000, parameters: 1e6, flops: 1e8 };
  await writeFacts(
    { driver: graph.driver },
    {
      nodes: [
        { label: "Task", id: "t", properties: { ...features, accuracy: 0.9 } },
        { ...from, properties: { ar, pr: 0.2 } },
      ],
      links: [
        { type: "OF_METHOD", from, to: { label: "Method", id: method } },
        { type: "ON_TASK", from, to: { label: "Task", id: "t" } },
        {
          type: "REPORTED_IN",
          from,
          to: { label: "Paper", id: "https://example.org/AX" },
          properties: { locator: id },
        },
      ] satisfies LinkFact[],
    },
  );
}

async function study(name: string, ...more: string[]) {
  const args = ["search", "run", "tiny", "--name", name, "--trials", "1", "--max-length", "1", "--target", "0.1"];
  const { code, stderr } = await automc([...args, ...more], studies.environment);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { stderr, embedding: (await runOne(graph, showStudy, { name })).embeddingRun };
}
const current = async () => (await run(graph, currentEmbeddingRun, {}))[0]!;
const vectorsNow = async () => new Map((await run(graph, strategyVectors, {})).map(({ id, vector }) => [id, vector]));

/** As a study would begin: the run, and what was told of it. */
async function fresh() {
  const lines: string[] = [];
  const told = { line: (text: string) => void lines.push(text.trim()), begin: () => ({ update() {}, end() {} }) };
  const { id, metrics } = await freshEmbedding(graph, new Artifacts(studies.home), { seed: 1 }, told);
  return { id, metrics, lines };
}

test("a search that reads no vectors learns none, and its study notes none", async () => {
  expect(await study("blind", "--algorithm", "random")).toMatchObject({ embedding: null });
  expect(await run(graph, listEmbeddingRuns, {})).toEqual([]);
});

test("a study places a new method among the current vectors, which stay bit for bit, and its results count", async () => {
  await takeIn("AX", 40);
  await publish("r1", "CUT", -0.01);
  const first = await study("first");
  expect(first.embedding).toBe((await current()).id);
  const old = await vectorsNow();

  await takeIn("BX", 6);
  await publish("r2", "BX", -0.05);
  const second = await study("second");
  expect(second.stderr).toContain(`placing 14 new entities among the vectors of run ${first.embedding}`);
  expect(second.embedding).not.toBe(first.embedding);
  expect(await current()).toMatchObject({
    id: second.embedding,
    metrics: { extends: first.embedding, newEntities: 14, newResults: 1, experienceRows: 2 },
  });
  const now = await vectorsNow();
  expect(now.size).toBe(old.size + 6);
  for (const [id, vector] of old) expect(now.get(id)).toEqual(vector);

  expect(await fresh()).toMatchObject({ id: second.embedding, lines: [] });
});

test("all are learned anew once many small methods have come, or a result of a method that has vectors", async () => {
  await takeIn("CX", 2);
  const placed = await fresh();
  expect(placed).toMatchObject({ metrics: { newEntities: 6 }, lines: [] });
  await takeIn("DX", 6);
  const anew = await fresh();
  expect(anew.lines).toEqual([
    expect.stringMatching(/^Learning all vectors from scratch: \d+ entities are new beside/),
  ]);
  expect(anew.metrics).not.toHaveProperty("extends");

  await publish("r3", "CUT", -0.02);
  const because = "results of methods that have vectors were added or changed";
  expect((await fresh()).lines).toEqual([`Learning all vectors from scratch: ${because}.`]);
});
