import { type AddressInfo, connect as connectTo, createServer, type Socket } from "node:net";
import neo4j, { type Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Graph } from "../../../graph/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { EventStream } from "./event-stream.ts";
import { InProcessRunner } from "./in-process-runner.ts";
import { type RunningApi, startApi } from "./running-api.ts";
import { taskId, writeSmallKnowledge } from "./small-knowledge.ts";

let driver: Driver;
let graph: Graph;
let api: RunningApi;
let runner: InProcessRunner;

/** Trial 1 is small and worse, 2 is dominated by 3, 4 misses the target, 5 fails. */
const outcomes = [
  { ar: -0.1, pr: 0.8 },
  { ar: -0.06, pr: 0.5 },
  { ar: -0.05, pr: 0.6 },
  { ar: 0.01, pr: 0.1 },
  { failure: "nothing left to remove" },
];

beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await writeSmallKnowledge(graph);
});
beforeEach(async () => {
  runner = new InProcessRunner(graph, taskId, (number) => outcomes[(number - 1) % outcomes.length]!);
  api = await startApi(graph, runner, { heartbeatMs: 50, pollMs: 200 });
  return async () => await api.close();
});
afterAll(async () => await driver.close());

const url = (name: string, rest = "") => `/api/v1/studies/${name}${rest}`;

/** A way to Neo4j that can be cut. */
async function cuttableLine({ hostname, port }: URL): Promise<{ uri: string; cut: () => void }> {
  const sockets = new Set<Socket>();
  const line = createServer((near) => {
    const far = connectTo(Number(port), hostname);
    for (const socket of [near, far]) sockets.add(socket.on("error", () => socket.destroy()));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => line.listen(0, "127.0.0.1", done));
  const cut = () => {
    line.close();
    for (const socket of sockets) socket.destroy();
  };
  return { uri: `bolt://127.0.0.1:${(line.address() as AddressInfo).port}`, cut };
}

test("a study is created, followed to its end, and its best trials read back", async () => {
  const { status, body, response } = await api.post("/api/v1/studies", {
    name: "whole",
    model: "tiny",
    trials: 5,
    seed: 3,
  });
  expect(status).toBe(201);
  expect(response.headers.get("location")).toBe(url("whole"));
  expect(body).toMatchObject({
    name: "whole",
    taskId,
    algorithm: "progressive",
    target: 0.3,
    seed: 3,
    state: "running",
    trials: 0,
  });

  const stream = await EventStream.open(api.address + url("whole", "/events"));
  await stream.until("study");
  for (let i = 0; i < 5; i++) await runner.next("whole");
  await stream.end();
  const trials = stream.events.filter(({ event }) => event === "trial");
  expect(trials.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
  expect(stream.events.some(({ event }) => event === "progress")).toBe(true);
  expect(stream.events.at(-1)).toMatchObject({ event: "end", data: { state: "done", trials: 5 } });

  expect((await api.get(url("whole", "/trials"))).body).toEqual({ trials: trials.map(({ data }) => data), next: null });
  expect((await api.get(url("whole", "/trials?from=5"))).body).toMatchObject({
    trials: [{ number: 5, state: "failed", failure: "nothing left to remove" }],
  });
  const best = (await api.get(url("whole", "/best"))).body as { target: number; trials: { number: number }[] };
  expect(best.target).toBe(0.3);
  expect(best.trials.map(({ number }) => number)).toEqual([3, 1]);
  expect((await api.get(url("whole"))).body).toMatchObject({ state: "done", trials: 5 });
  const { studies } = (await api.get("/api/v1/studies")).body as { studies: { name: string }[] };
  expect(studies.map(({ name }) => name)).toContain("whole");
});

test("a study is judged: as JSON for programs, and as one page that loads nothing", async () => {
  await api.post("/api/v1/studies", { name: "judged", model: "tiny", trials: 2 });
  await runner.next("judged");
  await runner.next("judged");
  await Promise.all(runner.ended);
  const { body } = await api.get(url("judged", "/report?tolerance=0.2"));
  expect(body).toMatchObject({
    verdict: "INCONCLUSIVE", // the original is not here, so nobody knows how many images it was measured on
    reasons: expect.arrayContaining([expect.stringMatching(/It removes 50\.0 % of the parameters/)]),
    chosen: { number: 2, pr: 0.5 },
    heldOut: null,
    history: null,
  });
  expect((await api.get(url("judged", "/report?tolerance=0.2&history=true"))).body).toEqual({
    ...(body as object),
    history: [
      { number: 1, seconds: expect.any(Number), hypervolume: expect.any(Number) },
      { number: 2, seconds: expect.any(Number), hypervolume: expect.any(Number) },
    ],
  });
  const page = await fetch(api.address + url("judged", "/report.html"));
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await page.text()).toMatch(/default-src 'none'[\s\S]*INCONCLUSIVE[\s\S]*<svg/);
  const { trials } = (await api.get(url("judged", "/trials"))).body as { trials: object[] };
  const exported = await fetch(api.address + url("judged", "/export?format=json"));
  expect(exported.headers.get("content-disposition")).toEqual(
    expect.stringMatching(/^attachment; filename="?judged.json"?$/),
  );
  expect(await exported.json()).toMatchObject({ name: "judged", trials });
  expect((await fetch(api.address + url("judged", "/export"))).headers.get("content-type")).toMatch(/^text\/csv/);
  expect((await api.get(url("judged", "/export?format=xlsx"))).status).toBe(422);
  expect((await api.get(url("judged", "/report?tolerance=2"))).status).toBe(422);
  expect((await api.get(url("nobody", "/report"))).status).toBe(404);
});

test("who comes late gets the past first, and who comes back only what was missed", async () => {
  await api.post("/api/v1/studies", { name: "late", model: "tiny", trials: 4 });
  await runner.next("late");
  await runner.next("late");
  const first = await EventStream.open(api.address + url("late", "/events"));
  await first.until("trial", ({ number }: { number: number }) => number === 2);
  await first.leave();
  await runner.next("late");

  const back = await EventStream.open(api.address + url("late", "/events"), { "last-event-id": "2" });
  await back.until("trial", ({ number }: { number: number }) => number === 3);
  await runner.next("late");
  await back.end();
  expect(back.events.filter(({ event }) => event === "trial").map(({ id }) => id)).toEqual(["3", "4"]);
  expect(first.events.filter(({ event }) => event === "trial").map(({ id }) => id)).toEqual(["1", "2"]);

  const ended = await EventStream.open(api.address + url("late", "/events"), { "last-event-id": "4" });
  await ended.end();
  expect(ended.events.map(({ event }) => event)).toEqual(["study", "end"]);
});

test("trials of a study that another process runs are found by looking", async () => {
  await api.post("/api/v1/studies", { name: "elsewhere", model: "tiny", trials: 2 });
  const blind = new InProcessRunner(graph, taskId, () => ({ ar: 0, pr: 0 })); // runs nothing of this name
  const other = await startApi(graph, blind, { pollMs: 50 });
  const stream = await EventStream.open(other.address + url("elsewhere", "/events"));
  await runner.next("elsewhere");
  await runner.next("elsewhere");
  await stream.end();
  expect(stream.events.map(({ event }) => event)).toEqual(["study", "trial", "trial", "end"]);
  await other.close();
});

test("an idle stream is kept alive by comments", async () => {
  await api.post("/api/v1/studies", { name: "idle", model: "tiny", trials: 1 });
  const stream = await EventStream.open(api.address + url("idle", "/events"));
  await expect.poll(() => stream.comments).toBeGreaterThan(1);
  expect(stream.events.map(({ event }) => event)).toEqual(["study"]);
  await runner.next("idle");
  await stream.end();
});

test("a stream whose graph is lost breaks off, without pretending that the study ended", async () => {
  await api.post("/api/v1/studies", { name: "lost", model: "tiny", trials: 1 });
  const { uri, username, password } = await testServer();
  const line = await cuttableLine(new URL(uri));
  const lossy = neo4j.driver(line.uri, neo4j.auth.basic(username, password), {
    disableLosslessIntegers: true,
    maxTransactionRetryTime: 200,
  });
  const other = await startApi({ driver: lossy }, runner, { pollMs: 50 });
  const stream = await EventStream.open(`${other.address}${url("lost", "/events")}`);
  await stream.until("study");
  line.cut();
  await expect(stream.end()).rejects.toThrow();
  expect(stream.events.map(({ event }) => event)).toEqual(["study"]);
  expect(other.log.join()).toMatch(/request failed/);
  await other.close();
  await lossy.close();
  await runner.next("lost");
});

test("a study stops when asked, once or twice, and says so", async () => {
  await api.post("/api/v1/studies", { name: "stopped", model: "tiny", trials: 100 });
  const stream = await EventStream.open(api.address + url("stopped", "/events"));
  await runner.next("stopped");
  expect((await api.post(url("stopped", "/stop"))).status).toBe(202);
  await stream.end();
  expect(stream.events.at(-1)).toMatchObject({ event: "end", data: { state: "stopped", trials: 1 } });
  expect((await api.post(url("stopped", "/stop"))).body).toMatchObject({ state: "stopped" });
});

test("a name is taken once", async () => {
  expect((await api.post("/api/v1/studies", { model: "tiny", seed: 77, trials: 1 })).body).toMatchObject({
    name: "tiny-progressive-77",
  });
  expect((await api.post("/api/v1/studies", { model: "tiny", seed: 77, trials: 1 })).body).toMatchObject({
    status: 409,
    code: "study_exists",
  });
});

test("an unknown study is a problem everywhere", async () => {
  for (const path of [url("none"), url("none", "/trials"), url("none", "/best"), url("none", "/events")]) {
    const { body, response } = await api.get(path);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(body, path).toMatchObject({
      status: 404,
      code: "unknown_study",
      type: "urn:problem-type:automc:unknown_study",
    });
  }
  expect((await api.post(url("none", "/stop"))).body).toMatchObject({ status: 404, code: "unknown_study" });
});

test("a bad request names every wrong part, and creates nothing", async () => {
  const refused = async (body: object) => {
    const answer = (await api.post("/api/v1/studies", { name: "bad", ...body })).body as {
      status: number;
      errors: { path: string }[];
    };
    expect(answer.status).toBe(422);
    return answer.errors.map(({ path }) => path);
  };
  expect(await refused({})).toEqual(["model"]);
  expect(await refused({ model: "tiny", colour: "red" })).toEqual([""]);
  expect((await refused({ model: "tiny", target: 0.96, trials: 0, maxLength: 6, algorithm: "best" })).sort()).toEqual([
    "algorithm",
    "maxLength",
    "target",
    "trials",
  ]);
  expect(await refused({ model: "tiny", name: "../../etc/passwd" })).toEqual(["name"]);
  expect(await refused({ model: "tiny", methods: [] })).toEqual(["methods"]);
  expect((await api.post("/api/v1/studies", { name: "bad", model: "../../secret" })).body).toMatchObject({
    status: 404,
    code: "unknown_model",
  });
  expect((await api.get(url("bad"))).status).toBe(404);
});
