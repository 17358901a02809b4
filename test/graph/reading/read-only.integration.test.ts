import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Graph, readOnly } from "../../../graph/index.ts";
import { testGraph } from "../server.ts";
import { snapshot } from "../snapshot.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  const session = driver.session();
  await session.run(
    "CREATE (:Paper {id: 'p', call: 1})-[:PROPOSES {sure: true}]->(:Method {id: 'm', at: datetime('2024-05-06T07:08:09Z')})",
  );
  await session.close();
});
afterAll(() => driver.close());

describe("what does more than read is refused, and nothing happens", () => {
  test.each([
    "CREATE (:X)",
    "MATCH (n) SET n.x = 1",
    "MATCH (n) DETACH DELETE n",
    "MERGE (:X)",
    "MATCH (n) REMOVE n.id",
    "UNWIND [1, 2] AS x CALL (x) { CREATE (:X {x: x}) } RETURN x",
    "CALL () { CREATE (:X) }",
    "MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS",
    "RETURN 1 AS x UNION CREATE (n:X) RETURN n.x AS x",
    "FOREACH (x IN [1] | CREATE (:X))",
    "CREATE INDEX sneaky FOR (n:X) ON (n.y)",
    "DROP INDEX names",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "WITH 1 AS x LOAD CSV FROM 'http://127.0.0.1/' AS line RETURN line",
    "WITH 1 AS x LOAD\u001cCSV FROM 'file:///etc/passwd' AS line RETURN line",
    "with 1 as x load /* hidden */ csv from 'file:///etc/passwd' as line return line",
    "CALL db.clearQueryCaches()",
    "call DB . clearQueryCaches ( )",
    "CALL `db`.`clearQueryCaches`()",
    "MATCH (n) CALL // hidden\n dbms.listConfig() YIELD name RETURN name",
    "CALL dbms.listConfig()",
    "CALL dbms.killConnection('bolt-1')",
    "CALL () { CALL dbms.listConfig() YIELD name RETURN name } RETURN name",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "SHOW TRANSACTIONS",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id",
    "SHOW INDEXES YIELD name TERMINATE TRANSACTIONS 'x'",
    "SHOW SETTINGS",
    "SHOW USERS",
    "SHOW DATABASES",
    "USE system SHOW USERS",
    "CALL () { USE system MATCH (n) RETURN n } RETURN n",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "EXPLAIN CREATE (:X)",
    "EXPLAIN MATCH (n) SET n.x = 1",
    "PROFILE MATCH (n) SET n.x = 1",
    "CYPHER runtime=slotted MATCH (n) SET n.x = 1",
  ])("%s", async (cypher) => {
    const before = await snapshot(graph);
    await expect(readOnly(graph, cypher)).rejects.toMatchObject({ code: "write_refused" });
    expect(await snapshot(graph)).toEqual(before);
  });

  test("an escape can't hide a word from the check", async () => {
    // ... CALL db.clearQueryCaches(), and a quote that ends early
    for (const cypher of ["C\\u0041LL db.clearQueryCaches()", "RETURN '\\u0027 AS x CALL db.clearQueryCaches() //'"]) {
      await expect(readOnly(graph, cypher)).rejects.toMatchObject({ code: "bad_query" });
    }
  });
});

describe("what only reads is not refused", () => {
  test.each([
    "RETURN 'CREATE (:X)' AS text",
    'RETURN "call dbms.listConfig()" AS text',
    "RETURN 'it\\'s SHOW TRANSACTIONS' AS text // LOAD CSV",
    "/* CREATE */ MATCH (n) RETURN n.id AS `LOAD CSV`",
    "MATCH (n:Paper) CALL (n) { RETURN 1 AS one } RETURN one",
    "CALL { MATCH (n) RETURN count(n) AS n } RETURN n",
    "CALL db.labels()",
    "CALL db.index.fulltext.queryNodes('nothing', 'x') YIELD node RETURN node",
    "SHOW INDEXES",
    "SHOW VECTOR INDEXES YIELD name",
    "SHOW CONSTRAINTS",
    "OPTIONAL MATCH (n:Nothing) RETURN n",
  ])("%s", async (cypher) => {
    const outcome = await readOnly(graph, cypher).catch((error) => error);
    expect(outcome.code).not.toBe("write_refused");
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "bad_query", message: /index/ }); // no such index yet
  });
});

test("values become plain JSON", async () => {
  const { columns, rows } = await readOnly(
    graph,
    `MATCH path = (p:Paper)-[r]->(m) RETURN p, r, m.at AS at, path, [1, 2.5, 'x', null, true] AS list, {a: {b: date('2024-01-02')}} AS map,
     duration('P1DT2H') AS duration, point({x: 1, y: 2}) AS point, 0.0 / 0.0 AS nan`,
  );
  expect(columns).toEqual(["p", "r", "at", "path", "list", "map", "duration", "point", "nan"]);
  const [row] = rows;
  expect(JSON.parse(JSON.stringify(row))).toEqual(row);
  expect(row).toMatchObject({
    p: { labels: ["Paper"], properties: { id: "p", call: 1 } },
    r: { type: "PROPOSES", properties: { sure: true } },
    at: "2024-05-06T07:08:09Z",
    path: { nodes: [{ properties: { id: "p" } }, { properties: { id: "m" } }], relationships: [{ type: "PROPOSES" }] },
    list: [1, 2.5, "x", null, true],
    map: { a: { b: "2024-01-02" } },
    nan: "NaN",
  });
  expect(row?.duration).toMatch(/^P/);
  expect(row?.point).toEqual(expect.any(String));
});

test("whole numbers among the parameters serve as integers", async () => {
  const { rows } = await readOnly(graph, "UNWIND range(1, 10) AS x RETURN x SKIP $skip LIMIT $n", { skip: 2, n: 3 });
  expect(rows).toEqual([{ x: 3 }, { x: 4 }, { x: 5 }]);
});

test("mistakes come back in Neo4j's words", async () => {
  await expect(readOnly(graph, "MATCH (n RETURN n")).rejects.toMatchObject({
    code: "bad_query",
    message: /Invalid input/,
  });
  await expect(readOnly(graph, "MATCH (n) RETURN m")).rejects.toMatchObject({
    code: "bad_query",
    message: /`m` not defined/,
  });
  await expect(readOnly(graph, "RETURN $x AS x")).rejects.toMatchObject({ code: "bad_params", message: /x/ });
  await expect(readOnly(graph, "SELECT 1")).rejects.toMatchObject({ code: "bad_query", message: /SELECT/ });
  await expect(readOnly(graph, " // nothing")).rejects.toMatchObject({ code: "bad_query" });
});

test("of more rows than were asked for the first come back, and it is said that there are more", async () => {
  const many = "UNWIND range(1, 11) AS x RETURN x";
  expect(await readOnly(graph, many, {}, { maxRows: 11 })).toMatchObject({ truncated: false });
  const { rows, truncated } = await readOnly(graph, many, {}, { maxRows: 10 });
  expect(rows.map(({ x }) => x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(truncated).toBe(true);
  const endless = "UNWIND range(1, 1000000000000) AS x RETURN x";
  expect(await readOnly(graph, endless, {}, { maxRows: 3 })).toMatchObject({ truncated: true });
});

test("of EXPLAIN and PROFILE the plan comes back", async () => {
  const explained = await readOnly(graph, "EXPLAIN MATCH (n:Paper) RETURN n");
  expect(explained.rows.map(({ operator }) => operator)).toEqual(["ProduceResults", "  NodeByLabelScan"]);
  const { columns, rows } = await readOnly(graph, "PROFILE MATCH (n:Paper) RETURN n");
  expect(columns).toEqual(["operator", "details", "estimatedRows", "rows", "dbHits"]);
  expect(rows[0]).toMatchObject({ operator: "ProduceResults", rows: 1 });
});

test("a name that is not in the graph is warned of, with the nearest that is", async () => {
  const { rows, warnings } = await readOnly(graph, "MATCH (n:Metod)-[:PROPOSE]->() WHERE n.add = 1 RETURN n");
  expect(rows).toEqual([]);
  expect(warnings.sort()).toEqual([
    'In this graph no node has the label "Metod"; the nearest name is Method.',
    'In this graph no relationship has the type "PROPOSE"; the nearest name is PROPOSES.',
    expect.stringMatching(/^In this graph nothing has the property "add"; the nearest name is \w+\.$/),
  ]);
  expect((await readOnly(graph, "MATCH (n:Paper) RETURN n")).warnings).toEqual([]);
});

test("what a query does wrong while it runs is its own fault", async () => {
  const equalEnds = "MATCH (a:Paper) MATCH p = allShortestPaths((a)-[*]-(a)) RETURN p";
  await expect(readOnly(graph, equalEnds)).rejects.toMatchObject({ code: "bad_query" });
  let deep: unknown = 1;
  for (let i = 0; i < 3000; i += 1) deep = [deep];
  await expect(readOnly(graph, "RETURN $deep AS x", { deep })).rejects.toMatchObject({ code: "bad_params" });
});

test("too much time ends with a clear sentence", async () => {
  const slow = "UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n";
  await expect(readOnly(graph, slow, {}, { timeoutMs: 200 })).rejects.toMatchObject({
    code: "query_timeout",
    message: /200 ms/,
  });
});
