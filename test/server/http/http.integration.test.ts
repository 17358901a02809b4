import { connect } from "node:net";
import { text } from "node:stream/consumers";
import neo4j, { type Driver } from "neo4j-driver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Graph } from "../../../graph/index.ts";
import { isLoopback, listen } from "../../../server/http/listen.ts";
import { problem } from "../../../server/http/problem.ts";
import { testGraph } from "../../graph/server.ts";
import { InProcessRunner } from "./in-process-runner.ts";
import { type RunningApi, rawRequest, startApi } from "./running-api.ts";
import { taskId } from "./small-knowledge.ts";

let driver: Driver;
let graph: Graph;
let runner: InProcessRunner;
let api: RunningApi;

beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  runner = new InProcessRunner(graph, taskId, () => ({ ar: 0, pr: 0.5 }));
  api = await startApi(graph, runner);
});
afterAll(async () => {
  await api.close();
  await driver.close();
});

test("the server says that it and its graph are well", async () => {
  expect((await api.get("/healthz")).body).toEqual({ status: "ok", version: "0.0.0-test" });
});

test("whether it can take work, what it counts, and its document to read", async () => {
  expect((await api.get("/readyz")).body).toEqual({ status: "ready", version: "0.0.0-test" });
  await api.get("/api/v1/methods");
  const text = async (path: string) => await (await fetch(api.address + path)).text();
  expect(await text("/metrics")).toMatch(
    /^# TYPE automc_studies gauge$[\s\S]*^automc_http_request_seconds_count\{operation="listMethods",status="200"\} \d+$/m,
  );
  const docs = await text("/docs");
  expect(docs).toMatch(/Content-Security-Policy" content="default-src 'none'/);
  expect(docs).not.toMatch(/<script|(?:src|href)="https?:/);
  for (const id of ["createStudy", "schema-Study"]) expect(docs).toContain(`id="${id}"`);
  const full = await startApi(graph, runner, { home: "/nonexistent" });
  expect((await full.get("/readyz")).body).toMatchObject({ status: 503, code: "not_ready", retry: true });
  await full.close();
});

test("a graph that does not answer is 503, a defect of ours 500 without its inside", async () => {
  const nowhere = neo4j.driver("bolt://127.0.0.1:9", neo4j.auth.basic("neo4j", "wrong"), {
    maxTransactionRetryTime: 100,
  });
  const sick = await startApi({ driver: nowhere }, runner);
  expect((await sick.get("/healthz")).body).toMatchObject({ status: 503, code: "unreachable", retry: true });
  expect((await sick.get("/api/v1/methods")).body).toMatchObject({ status: 503, code: "unreachable" });
  await sick.close();
  await nowhere.close();

  const broken = Object.assign(Object.create(runner) as InProcessRunner, {
    start: () => Promise.reject(new Error("secret detail")),
  });
  const failing = await startApi(graph, broken);
  const { body } = await failing.post("/api/v1/studies", { model: "tiny" });
  expect(body).toMatchObject({ status: 500, code: "internal_error" });
  expect(JSON.stringify(body)).not.toMatch(/secret/);
  expect(failing.log.join()).toMatch(/secret detail/);
  await failing.close();
});

describe("every failure is a problem (RFC 9457)", () => {
  const cases: [
    name: string,
    ask: () => Promise<{ status: number; body: never; response: Response }>,
    status: number,
    code: string,
  ][] = [
    ["no such address", () => api.get("/api/v1/nothing"), 404, "no_such_address"],
    ["wrong method", () => api.post("/api/v1/methods", {}), 405, "wrong_method"],
    ["malformed JSON", () => api.post("/api/v1/cypher", '{"query":'), 400, "malformed_json"],
    ["JSON that is no object", () => api.post("/api/v1/cypher", "[1]"), 422, "invalid_request"],
    ["unknown key", () => api.post("/api/v1/cypher", { query: "RETURN 1", cypher: 1 }), 422, "invalid_request"],
    ["too large", () => api.post("/api/v1/cypher", { query: "x".repeat(300_000) }), 413, "body_too_large"],
    [
      "form",
      () => api.post("/api/v1/cypher", "query=1", { "content-type": "application/x-www-form-urlencoded" }),
      415,
      "wrong_media_type",
    ],
    ["no body", () => api.post("/api/v1/cypher"), 415, "wrong_media_type"],
    [
      "strange encoding",
      () => api.post("/api/v1/cypher", "{}", { "content-encoding": "zstd" }),
      415,
      "wrong_media_type",
    ],
    ["bad query", () => api.get("/api/v1/strategies?limit=0"), 422, "invalid_request"],
    ["query given twice", () => api.get("/api/v1/strategies?limit=1&limit=2"), 422, "invalid_request"],
    ["unknown query", () => api.get("/api/v1/methods?colour=red"), 422, "invalid_request"],
    ["bad escape", () => api.get("/api/v1/methods/%E0%A4%A"), 400, "malformed_request"],
  ];
  test.each(cases)("%s", async (_name, ask, status, code) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(problem.parse(answer.body)).toMatchObject({ status, code });
  });

  test("which method is right is said in Allow, and which key is wrong in errors", async () => {
    const { response } = await api.post("/api/v1/methods", {});
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    const { body } = await api.post("/api/v1/cypher", { query: "RETURN 1", limit: -1 });
    expect(body).toMatchObject({ errors: [{ in: "body", path: "limit" }] });
  });
});

describe("who is served", () => {
  test("without a token only loopback names are, whatever the path", async () => {
    const port = new URL(api.address).port;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "LOCALHOST"]) {
      expect((await rawRequest(api.address, "/healthz", { host })).status, host).toBe(200);
    }
    for (const host of ["rebound.example", `rebound.example:${port}`, "127.0.0.1.example", "localhost.example"]) {
      expect((await rawRequest(api.address, "/healthz", { host })).status, host).toBe(403);
    }
  });

  test("a page of another origin may not change anything, and no answer lets it read", async () => {
    const stop = "/api/v1/studies/x/stop";
    const foreign = await rawRequest(api.address, stop, { origin: "https://page.example" }, "POST");
    expect([foreign.status, JSON.parse(foreign.body).code]).toEqual([403, "foreign_origin"]);
    expect((await rawRequest(api.address, stop, { origin: "null" }, "POST")).status).toBe(403);
    expect((await rawRequest(api.address, stop, { origin: api.address }, "POST")).status).toBe(404);
    for (const site of ["cross-site", "same-site"]) {
      expect((await rawRequest(api.address, stop, { "sec-fetch-site": site }, "POST")).status).toBe(403);
    }
    for (const site of ["same-origin", "none"]) {
      expect((await rawRequest(api.address, stop, { "sec-fetch-site": site }, "POST")).status).toBe(404);
    }
    const read = await rawRequest(api.address, "/api/v1/methods", { origin: "https://page.example" });
    expect(Object.keys(read.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("a request with two hosts is refused, whichever comes first", async () => {
    const { hostname, port } = new URL(api.address);
    for (const hosts of [
      ["localhost", "rebound.example"],
      ["rebound.example", "localhost"],
    ]) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `GET /healthz HTTP/1.1\r\n${hosts.map((host) => `Host: ${host}\r\n`).join("")}Connection: close\r\n\r\n`,
      );
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test("with a token everything but /healthz asks for it, and other names are served", async () => {
    const token = "0123456789abcdef";
    const guarded = await startApi(graph, runner, { token });
    const ask = async (path: string, authorization?: string) =>
      await rawRequest(guarded.address, path, { host: "automc.example", ...(authorization && { authorization }) });
    for (const path of ["/api/v1/methods", "/openapi.json", "/nothing"]) {
      for (const wrong of [undefined, "Bearer", "Bearer wrong", `Basic ${token}`, `Bearer ${token}x`]) {
        const { status, headers } = await ask(path, wrong);
        expect([path, wrong, status]).toEqual([path, wrong, 401]);
        expect(headers["www-authenticate"]).toMatch(/^Bearer/);
      }
      expect((await ask(path, `Bearer ${token}`)).status).toBe(path === "/nothing" ? 404 : 200);
    }
    expect((await ask("/healthz")).status).toBe(200);
    await guarded.close();
  });
});

describe("binding", () => {
  const app = () => {};

  test("an address that others reach needs a token", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.2", "example.com"]) {
      await expect(listen(app, { host, port: 0 })).rejects.toThrow(/without a token: set AUTOMC_TOKEN/);
    }
    const open = await listen(app, { host: "0.0.0.0", port: 0, token: "0123456789abcdef" });
    await open.close();
    expect(["127.0.0.1", "127.1.2.3", "::1", "localhost"].every(isLoopback)).toBe(true);
    expect(["0.0.0.0", "::", "127.0.0.1.example", "1270.0.0.1", "localhost.example"].some(isLoopback)).toBe(false);
  });

  test("a port that is taken and an address of another machine are one sentence", async () => {
    const first = await listen(app, { host: "127.0.0.1", port: 0 });
    const port = Number(new URL(first.address).port);
    await expect(listen(app, { host: "127.0.0.1", port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken`);
    await first.close();
    const elsewhere = { host: "192.0.2.1", port: 0, token: "0123456789abcdef" };
    await expect(listen(app, elsewhere)).rejects.toThrow(/not an address of this machine/);
  });
});
