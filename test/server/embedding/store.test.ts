import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { learn } from "../../../embed/index.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { learntInRun, predictorOfRun, rememberEmbedding, vectorsOfRun } from "../../../server/embedding/store.ts";
import { randomness } from "../../../server/randomness.ts";
import { smallGraph, someExperience } from "../../embed/small-graph.ts";

let home: string;
let artifacts: Artifacts;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "automc-test-embeddings-"));
  artifacts = new Artifacts(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const triples = smallGraph();
const knowledge = { triples, experience: someExperience };
const options = { dim: 6, epochs: 2, refitEpochs: 1 };

test("what a run learned comes back bit for bit, parts and lines too", async () => {
  const embedding = await learn(knowledge, options, { random: randomness(1) });
  await rememberEmbedding(artifacts, "run", { ...embedding, triples });
  const back = (await learntInRun(artifacts, "run"))!;
  expect(back.vectors).toEqual(embedding.vectors);
  expect(back.relations).toEqual(embedding.relations);
  expect(back.parts).toEqual(embedding.parts);
  expect(back.parts.rows.size).toBeGreaterThan(2);
  expect(new Set(back.triples.map((each) => JSON.stringify(each)))).toEqual(
    new Set(triples.map((each) => JSON.stringify(each))),
  );
  expect(back.experience).toEqual(embedding.experience);
});

test("a run without parts, as -KG's, has none", async () => {
  const embedding = await learn(knowledge, { ...options, ablate: "graph" }, { random: randomness(1) });
  await rememberEmbedding(artifacts, "plain", { ...embedding, triples });
  expect((await learntInRun(artifacts, "plain"))!.parts).toEqual({ rows: new Map(), scales: new Map() });
});

test("a run of an earlier format still has its vectors and NN_exp, and cannot be continued from", async () => {
  const { parts, ...earlier } = (await artifacts.recall<Record<string, unknown>>("embeddings", "run"))!;
  expect(parts).toBeDefined();
  await artifacts.remember("embeddings", "earlier", earlier);
  expect(await learntInRun(artifacts, "earlier")).toBeUndefined();
  expect((await vectorsOfRun(artifacts, "earlier"))!.size).toBe(155);
  expect(await predictorOfRun(artifacts, "earlier")).toBeDefined();
});
