import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Graph, Readers, readOnly } from "../../../graph/index.ts";
import type { LeftBehind } from "../../../graph/reading/reader-thread.ts";
import { workerEntry } from "../../../server/entry-point.ts";
import { testGraph, testServer } from "../server.ts";

let driver: Driver;
let readers: Readers;
let graph: Graph;
const left: LeftBehind[] = [];

beforeAll(async () => {
  driver = await testGraph();
  const { uri, username, password } = await testServer();
  const connection = { uri, username, password };
  readers = new Readers({
    connection,
    thread: workerEntry("reader"),
    onLeft: (one) => left.push(one),
    mostBytes: 2 ** 19,
  });
  graph = { driver, reader: readers };
});
afterAll(async () => {
  readers.close();
  await driver.close();
});

/** Rows that come one after the other, for seconds. */
const slow = "UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n";

test("a thread answers as the driver does, and whole numbers of any size are what they were", async () => {
  const { columns, rows, truncated } = await readOnly(graph, "UNWIND $x AS x RETURN x, 9007199254740993 AS big", {
    x: [1, 2.5, "a"],
  });
  expect(columns).toEqual(["x", "big"]);
  expect(rows.map(({ x }) => x)).toEqual([1, 2.5, "a"]);
  expect(rows[0]!.big).toBe("9007199254740993");
  expect(truncated).toBe(false);
  await expect(readOnly(graph, "MATCH (n RETURN n")).rejects.toMatchObject({ code: "bad_query" });
});

test("rows that are more bytes than may come back are refused, one row or many", async () => {
  for (const cypher of ["RETURN range(1, 300000) AS x", "UNWIND range(1, 999) AS i RETURN range(1, 500) AS x"])
    await expect(readOnly(graph, cypher, {}, { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: "result_too_large",
    });
  expect(left).toHaveLength(2);
});

test("two are answered at a time, more wait, and too many are told to come back", async () => {
  const clients = Array.from({ length: 18 }, () => new AbortController());
  const asked = clients.map(({ signal }) => readOnly(graph, slow, {}, { timeoutMs: 60_000, signal }));
  const outcomes = Promise.allSettled(asked);
  await expect(readOnly(graph, "RETURN 1")).rejects.toMatchObject({ code: "too_many_readers" });
  for (const client of clients) client.abort(new Error("the client has gone"));
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { message: "the client has gone" } });
  }
  expect((await readOnly(graph, "RETURN 1 AS one")).rows).toEqual([{ one: 1 }]);
});

test("what a query that is given up was doing ends in Neo4j", async () => {
  const gone = new AbortController();
  const asked = readOnly(graph, slow, {}, { timeoutMs: 30_000, signal: gone.signal });
  asked.catch(() => {});
  const listed = async () => {
    const { records } = await driver.executeQuery(
      "SHOW TRANSACTIONS YIELD metaData WHERE metaData.automcReader IS NOT NULL RETURN 1",
    );
    return records.length;
  };
  await expect.poll(listed, { timeout: 20_000 }).toBe(1);
  gone.abort(new Error("gone"));
  await expect.poll(listed, { timeout: 20_000 }).toBe(0);
});
