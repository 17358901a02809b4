import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import {
  acquireGraphServer,
  connect,
  type EmbeddedOptions,
  embeddedStatus,
  type Graph,
  type GraphServer,
  query,
  Readers,
  readOnly,
  run,
  Supervisor,
  stopEmbedded,
  transaction,
} from "../../../graph/index.ts";
import { processConfig } from "../../../server/config.ts";
import { workerEntry } from "../../../server/entry-point.ts";
import { neo4jLibrary } from "../../../server/provision/neo4j-jars.ts";

vi.setConfig({ testTimeout: 900_000 });

const { environment, home: cache, java } = processConfig();
const folder = await mkdtemp(join(tmpdir(), "automc-test-recovery-"));
const reported: string[] = [];
const options: EmbeddedOptions = {
  home: join(folder, "graph"),
  libraryDir: neo4jLibrary(cache),
  environment,
  diesWithParent: true,
  log: (sentence) => reported.push(sentence),
  ...(java && { java }),
};
let server: GraphServer;
let driver: Driver;
let graph: Graph;
let supervisor: Supervisor;
let readers: Readers;

beforeAll(async () => {
  server = await acquireGraphServer(options);
  driver = await connect(server);
  graph = { driver, patienceMs: 600_000 };
  supervisor = new Supervisor({
    graph,
    restart: server.restart,
    serverProcess: () => running().pid,
    report: (sentence) => reported.push(sentence),
  });
  const { uri, username, password } = server;
  readers = new Readers({
    connection: { uri, username, password },
    thread: workerEntry("reader"),
    onLeft: (left) => supervisor.watch(left),
  });
  graph = { ...graph, reader: readers };
});
afterAll(async () => {
  readers.close();
  await supervisor.close();
  await driver.close();
  await server.release();
  await rm(folder, { recursive: true, force: true });
});

const running = () => {
  const status = embeddedStatus(options.home);
  return status.state === "running" ? status : { pid: undefined, port: undefined };
};

const write = query({
  mode: "write",
  params: z.strictObject({ i: z.number() }),
  row: z.object({ i: z.number() }),
  cypher: "MERGE (t:Written {i: $i}) SET t.times = coalesce(t.times, 0) + 1 RETURN t.i AS i",
});

/** Writes one, however long a server that has just started needs to plan it. */
const written = (i: number) => transaction(graph, "write", (run) => run(write, { i }), { timeoutMs: 300_000 });

/** Writes one after another until it is told to stop, and resolves to what was acknowledged. */
function writer(): { stop(): Promise<number[]> } {
  let wanted = true;
  const acknowledged: number[] = [];
  const done = (async () => {
    for (let i = 0; wanted; i += 1) {
      await written(i);
      acknowledged.push(i);
    }
    return acknowledged;
  })();
  return {
    stop: () => {
      wanted = false;
      return done;
    },
  };
}

async function held(): Promise<number[]> {
  const { records } = await driver.executeQuery("MATCH (t:Written) RETURN t.i AS i ORDER BY i");
  await driver.executeQuery("MATCH (t:Written) DETACH DELETE t");
  return records.map((record) => record.get("i") as number);
}

test("a server that is killed is started again where it was, and nothing that was acknowledged is lost", async () => {
  const { pid, port } = running();
  const writing = writer();
  process.kill(pid!, "SIGKILL");
  await expect.poll(() => running().pid, { timeout: 300_000 }).toSatisfy((now) => now !== undefined && now !== pid);
  await written(-1);
  const acknowledged = await writing.stop();
  expect(running().port).toBe(port);
  expect(await held()).toEqual([-1, ...acknowledged]);
  expect(reported.join()).toContain("ended without having been told to");
});

test("a reader's loop that Neo4j can't end is answered in time, and the server restarted; a writer beside it loses nothing", async () => {
  const { pid, port } = running();
  const writing = writer();
  const sum = (to: number) => `RETURN reduce(a = 0, x IN range(1, ${to}) | a + x) AS s`;
  await readOnly(graph, sum(10), {}, { timeoutMs: 60_000 }); // planned once, so that the next is at its loop at once
  await expect(readOnly(graph, sum(3_000_000_000), {}, { timeoutMs: 1_000 })).rejects.toMatchObject({
    code: "query_timeout",
  });
  await supervisor.close();
  expect(reported.join()).toContain("did not end at its limit of 1000 ms");
  expect((await readOnly(graph, "RETURN 1 AS one", {}, { timeoutMs: 60_000 })).rows).toEqual([{ one: 1 }]);
  const acknowledged = await writing.stop();
  expect(running().port).toBe(port);
  expect(running().pid).not.toBe(pid);
  expect(await held()).toEqual(acknowledged);
});

test("a query that ends at its limit restarts nothing", async () => {
  const { pid } = running();
  const slow = "UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n";
  await expect(readOnly(graph, slow, {}, { timeoutMs: 300 })).rejects.toMatchObject({ code: "query_timeout" });
  await supervisor.close();
  expect(running().pid).toBe(pid);
});

test("a server of somebody else's is never restarted: the query is reported by its id", async () => {
  const { pid } = running();
  const told: string[] = [];
  const reporting = new Supervisor({
    graph,
    serverProcess: () => undefined,
    report: (sentence) => told.push(sentence),
  });
  const session = driver.session();
  const mark = "a reader's";
  const going = session.run(
    "UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n",
    {},
    { metadata: { automcReader: mark } },
  );
  going.catch(() => {});
  const question = { cypher: "", params: {}, timeoutMs: 1, maxRows: 1, mark };
  reporting.watch({ question, sentAt: performance.now() });
  await reporting.close();
  expect(told).toEqual([expect.stringMatching(/as neo4j-transaction-\d+\. An administrator can end it: TERMINATE/)]);
  expect(running().pid).toBe(pid);
  await driver.executeQuery(`TERMINATE TRANSACTIONS "${/neo4j-transaction-\d+/.exec(told[0]!)![0]}"`);
  await going.catch(() => {});
  await session.close();
});

test("one that was stopped on purpose stays stopped, and comes back where it was", async () => {
  const { port } = running();
  expect(await stopEmbedded(options.home)).toBe(true);
  const impatient = { ...graph, patienceMs: 1_500 };
  await expect(run(impatient, write, { i: 1 })).rejects.toMatchObject({
    code: "unreachable",
    message: expect.not.stringMatching(/ECONNREFUSED|Failed to connect|encryption/),
  });
  expect(running().pid).toBeUndefined();
  const again = await acquireGraphServer(options);
  expect(again.port).toBe(port);
  await written(1);
  await again.release();
});
