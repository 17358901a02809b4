import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Graph } from "../../../graph/index.ts";
import { testGraph } from "../../graph/server.ts";
import { InProcessRunner } from "./in-process-runner.ts";
import { type RunningApi, startApi } from "./running-api.ts";
import { taskId, writeSmallKnowledge } from "./small-knowledge.ts";

let driver: Driver;
let graph: Graph;
let api: RunningApi;

beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await writeSmallKnowledge(graph);
  api = await startApi(graph, new InProcessRunner(graph, taskId, () => ({ ar: 0, pr: 0.5 })));
});
afterAll(async () => {
  await api.close();
  await driver.close();
});

test("methods are listed and shown; an unknown one is a problem that names those there are", async () => {
  const { status, body } = await api.get("/api/v1/methods");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    methods: [
      {
        id: "LMA",
        executable: false,
        knowledgeOnly: "there is no operator distill",
        missingOperators: ["distill"],
        strategies: 2,
        results: 0,
      },
      {
        id: "NS",
        name: "Network slimming",
        executable: true,
        knowledgeOnly: null,
        strategies: 3,
        results: 1,
        hyperparameters: [{ id: "HP2", values: [0.04, 0.12, 0.2] }],
        techniques: [{ id: "TE3", name: "Fine tune" }],
        papers: [{ id: "arXiv:1708.06519" }],
      },
    ],
  });
  expect((await api.get("/api/v1/methods/NS")).body).toEqual((body as { methods: unknown[] }).methods[1]);
  expect((await api.get("/api/v1/methods/FPGM")).body).toMatchObject({
    status: 404,
    code: "unknown_method",
    detail: 'There is no method "FPGM"; known: LMA, NS.',
  });
});

test("strategies come in pages that together are all of them, once each", async () => {
  const seen: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const { body } = await api.get(`/api/v1/strategies?limit=2${next && `&cursor=${next}`}`);
    const page = body as { strategies: { id: string }[]; next: string | null };
    seen.push(...page.strategies.map(({ id }) => id));
    next = page.next;
  }
  expect(seen).toEqual(["LMA(HP2=0.04)", "LMA(HP2=0.12)", "NS(HP2=0.04)", "NS(HP2=0.12)", "NS(HP2=0.2)"]);
});

test("strategies are filtered by method and by whether they can run", async () => {
  const { body } = await api.get("/api/v1/strategies?method=NS");
  expect((body as { strategies: unknown[] }).strategies).toHaveLength(3);
  expect((body as { strategies: unknown[] }).strategies[0]).toEqual({
    id: "NS(HP2=0.04)",
    methodId: "NS",
    settings: { HP2: 0.04 },
    executable: true,
    knowledgeOnly: null,
    steps: [{ operator: "prune", params: { remove: 0.04 } }],
  });
  const [known] = ((await api.get("/api/v1/strategies?method=LMA&limit=1")).body as { strategies: unknown[] })
    .strategies;
  expect(known).toMatchObject({ executable: false, knowledgeOnly: "there is no operator distill", steps: null });
  const runnable = (await api.get("/api/v1/strategies?executable=true")).body as { strategies: { methodId: string }[] };
  expect(new Set(runnable.strategies.map(({ methodId }) => methodId))).toEqual(new Set(["NS"]));
  expect((await api.get("/api/v1/strategies?method=none")).body).toEqual({ strategies: [], next: null });
});

test("papers, results, tasks and data sets", async () => {
  expect((await api.get("/api/v1/papers")).body).toEqual({
    next: null,
    papers: [
      {
        id: "arXiv:1708.06519",
        title: "Network Slimming",
        year: 2017,
        authors: ["Zhuang Liu"],
        methods: ["NS"],
        results: 1,
      },
    ],
  });
  const all = (await api.get("/api/v1/results")).body as { results: object[] };
  expect(all.results).toMatchObject([
    { id: "ns-1", methodId: "NS", settings: { HP2: 0.2 }, taskId, pr: 0.4, source: "arXiv:1708.06519, Table 1, row 2" },
  ]);
  expect((await api.get(`/api/v1/results?task=${encodeURIComponent(taskId)}&method=NS`)).body).toEqual(all);
  expect((await api.get("/api/v1/results?method=LMA")).body).toEqual({ results: [], next: null });
  expect((await api.get("/api/v1/tasks")).body).toMatchObject({
    tasks: [{ id: taskId, datasetId: "mnist", networkId: "resnet8", results: 1, features: { parameters: 77_000 } }],
  });
  const { datasets } = (await api.get("/api/v1/datasets")).body as { datasets: { name: string; present: boolean }[] };
  expect(datasets.map(({ name, present }) => [name, present])).toEqual([
    ["cifar10", false],
    ["cifar100", false],
    ["mnist", true],
  ]);
});

test("cypher reads, with parameters and within limits", async () => {
  const ask = async (body: object) => await api.post("/api/v1/cypher", body);
  expect((await ask({ query: "MATCH (s:Strategy) RETURN count(s) AS n" })).body).toEqual({
    ...{ columns: ["n"], rows: [{ n: 5 }] },
    ...{ truncated: false, warnings: [] },
  });
  expect((await ask({ query: "MATCH (m:Method {id: $id}) RETURN m.name AS name", params: { id: "NS" } })).body).toEqual(
    { columns: ["name"], rows: [{ name: "Network slimming" }], truncated: false, warnings: [] },
  );
  const cut = (await ask({ query: "UNWIND range(1, 10) AS i RETURN i", limit: 9 })).body as { rows: object[] };
  expect(cut).toMatchObject({ truncated: true });
  expect(cut.rows).toHaveLength(9);
  expect((await ask({ query: "MATCH (n RETURN n" })).body).toMatchObject({ status: 422, code: "bad_query" });
  const slow = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(sqrt(a * b)) AS s";
  expect((await ask({ query: slow, timeoutMs: 100 })).body).toMatchObject({ status: 408, code: "query_timeout" });
});

test("cypher that writes is refused, and nothing is written", async () => {
  for (const query of [
    "CREATE (n:Intruder)",
    "MATCH (m:Method) SET m.name = 'x' RETURN m",
    "MATCH (m:Method) DETACH DELETE m",
    "CALL { CREATE (n:Intruder) RETURN n } RETURN n",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
  ]) {
    expect((await api.post("/api/v1/cypher", { query })).body, query).toMatchObject({
      status: 403,
      code: "write_refused",
    });
  }
  const { records } = await driver.executeQuery(
    "RETURN COUNT { (:Intruder) } AS intruders, COUNT { (:Method) } AS methods, COUNT { (:Method {name: 'x'}) } AS renamed",
  );
  expect(records[0]!.toObject()).toEqual({ intruders: 0, methods: 2, renamed: 0 });
});
