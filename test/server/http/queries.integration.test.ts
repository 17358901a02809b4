import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convert } from "xmlbuilder2";
import { type Graph, namedQueries } from "../../../graph/index.ts";
import { openApiDocument } from "../../../server/http/openapi.ts";
import { routes } from "../../../server/http/routes/list.ts";
import { testGraph } from "../../graph/server.ts";
import { InProcessRunner } from "./in-process-runner.ts";
import { type RunningApi, startApi } from "./running-api.ts";
import { taskId, writeSmallKnowledge } from "./small-knowledge.ts";

let driver: Driver;
let api: RunningApi;
beforeAll(async () => {
  driver = await testGraph();
  const graph: Graph = { driver };
  await writeSmallKnowledge(graph);
  api = await startApi(graph, new InProcessRunner(graph, taskId, () => ({ ar: 0, pr: 0.5 })));
});
afterAll(async () => {
  await api.close();
  await driver.close();
});

const task = encodeURIComponent(taskId);

test("the library is listed, and every query of it has an address with its parameters and columns", async () => {
  const { body } = await api.get("/api/v1/queries");
  const { queries } = body as { queries: { name: string; parameters: { name: string; needed: boolean }[] }[] };
  expect(queries.map(({ name }) => name)).toEqual(namedQueries.map(({ name }) => name));
  type Operation = { parameters: { name: string; required: boolean; schema: object }[] };
  const { paths } = openApiDocument(
    routes.map(({ contract }) => contract),
    { version: "1", secured: false },
  ) as {
    paths: Record<string, { get: Operation }>;
  };
  for (const { name, parameters } of queries) {
    const told = paths[`/api/v1/queries/${name}`]!.get.parameters.map((each) => [each.name, each.required]);
    expect(told).toEqual(parameters.map((each) => [each.name, each.needed]));
  }
  const [named] = paths["/api/v1/queries/best-by-task"]!.get.parameters;
  expect(named).toMatchObject({ name: "task", schema: { type: "string", examples: ["resnet56/cifar10"] } });
});

test("a query is asked by its parameters, as text", async () => {
  const { status, body } = await api.get(`/api/v1/queries/best-by-task?task=${task}&leastAr=-0.02&limit=5`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    rows: [{ method: "NS", pr: 0.4, paper: "arXiv:1708.06519", locator: "Table 1, row 2" }],
  });
  expect((await api.get(`/api/v1/queries/best-by-task?task=${task}`)).body).toEqual({ rows: [] });
  expect((await api.get("/api/v1/queries/knowledge-only-methods")).body).toMatchObject({ rows: [{ method: "LMA" }] });
});

test("what a query does not take is refused, what is not there is not found", async () => {
  for (const [query, detail] of [
    ["best-by-task", /query task/],
    [`best-by-task?task=${task}&foo=1`, /foo/],
    [`best-by-task?task=${task}&limit=0`, /query limit/],
    [`best-by-task?task=${task}&limit=many`, /query limit/],
  ] as const) {
    const { status, body } = await api.get(`/api/v1/queries/${query}`);
    expect(status, query).toBe(422);
    expect(body).toMatchObject({ code: "invalid_request", detail: expect.stringMatching(detail) });
  }
  expect((await api.get("/api/v1/queries/best-by-task?task=resnet8/mnst")).body).toMatchObject({
    status: 404,
    code: "not_found",
    detail: `There is no task "resnet8/mnst" in the graph; nearest by name: ${taskId}.`,
  });
  expect((await api.get("/api/v1/queries/nothing")).status).toBe(404);
});

test("a part of the graph is exported in each format, under its media type", async () => {
  const ask = async (query: string) => {
    const response = await fetch(`${api.address}/api/v1/graph/export?${query}`);
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  const json = await ask("methods=NS");
  expect(json.type).toMatch(/^application\/json/);
  const { nodes } = JSON.parse(json.text) as { nodes: { key: string }[] };
  expect(nodes.map(({ key }) => key)).toContain("Method:NS");
  expect(nodes.map(({ key }) => key)).not.toContain("Method:LMA");
  const xml = await ask(`format=graphml&task=${task}`);
  expect(xml.type).toMatch(/^application\/graphml\+xml/);
  expect(convert(xml.text, { format: "object" })).toMatchObject({ graphml: { graph: { "@edgedefault": "directed" } } });
  const linked = await ask("format=jsonld");
  expect(linked.type).toMatch(/^application\/ld\+json/);
  expect(JSON.parse(linked.text)).toMatchObject({ "@context": { mls: "http://www.w3.org/ns/mls#" } });
  const near = await ask("around=Hyperparameter:HP2&hops=1");
  const around = (JSON.parse(near.text) as { nodes: { key: string }[] }).nodes.map(({ key }) => key).sort();
  const settings = ["HP2=0.04", "HP2=0.12", "HP2=0.2"].map((id) => `Setting:${id}`);
  expect(around).toEqual(["Hyperparameter:HP2", "Method:LMA", "Method:NS", ...settings]);
  expect((await ask("around=ZZ")).status).toBe(404);
  expect((await ask("around=NS&hops=many")).status).toBe(422);
  expect((await ask(`around=NS&task=${task}`)).status).toBe(422);
  expect((await ask("methods=ZZ")).status).toBe(404);
  expect((await ask(`methods=NS&task=${task}`)).status).toBe(422);
  expect((await ask("format=csv")).status).toBe(422);
});
