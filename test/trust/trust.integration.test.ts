import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Graph } from "../../graph/index.ts";
import { testGraph } from "../graph/server.ts";
import { InProcessRunner } from "../server/http/in-process-runner.ts";
import { startApi } from "../server/http/running-api.ts";
import { taskId, writeSmallKnowledge } from "../server/http/small-knowledge.ts";
import { fuzz } from "./fuzz.ts";
import { withoutToken } from "./tokens.ts";
import { traverse } from "./traversal.ts";

// The short form of `npm run test:trust`.
let driver: Driver;
let graph: Graph;
let runner: InProcessRunner;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await writeSmallKnowledge(graph);
  runner = new InProcessRunner(graph, taskId, () => ({ ar: 0, pr: 0.5 }));
});
afterAll(() => driver.close());

test("requests that the OpenAPI document suggests, right and wrong, are never answered with 5xx", async () => {
  const api = await startApi(graph, runner);
  expect(await fuzz(api.address, { requests: 300, seed: inject("seed") })).toMatchObject({ failures: [] });
  expect((await api.get("/healthz")).status).toBe(200);
  await api.close();
});

test("no id leads out of what the API serves", async () => {
  const api = await startApi(graph, runner);
  expect(await traverse(api.address, { strings: 12 })).toMatchObject({ failures: [] });
  await api.close();
});

test("without the token no address answers, whatever the verb", async () => {
  const token = "a-token-of-the-test";
  const api = await startApi(graph, runner, { token });
  expect(await withoutToken(api.address, token)).toMatchObject({ failures: [] });
  await api.close();
});
