import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Graph, GraphError, query, run, runOne, transaction } from "../../../graph/index.ts";
import { testGraph } from "../server.ts";
import { snapshot } from "../snapshot.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
afterAll(() => driver.close());

const addMethod = query({
  mode: "write",
  params: z.strictObject({ id: z.string(), rank: z.number().default(1) }),
  row: z.object({ id: z.string() }),
  cypher: "CREATE (m:Method {id: $id, rank: $rank}) RETURN m.id AS id",
});
const ranks = query({
  mode: "read",
  params: z.strictObject({}),
  row: z.object({ id: z.string(), rank: z.number().max(100) }),
  cypher: "MATCH (m:Method) RETURN m.id AS id, m.rank AS rank ORDER BY id",
});

describe("a query", () => {
  test("validates what goes in and what comes out, and fills in defaults", async () => {
    expect(await run(graph, addMethod, { id: "A" })).toEqual([{ id: "A" }]);
    expect(await run(graph, ranks, {})).toEqual([{ id: "A", rank: 1 }]);
    await expect(run(graph, addMethod, { id: 7 } as never)).rejects.toMatchObject({ code: "bad_params" });
    await expect(run(graph, addMethod, { id: "B", colour: 1 } as never)).rejects.toMatchObject({ code: "bad_params" });
    await run(graph, addMethod, { id: "B", rank: 101 });
    await expect(run(graph, ranks, {})).rejects.toMatchObject({ code: "unexpected_row", message: /rank/ });
  });

  test("in mode read can't write", async () => {
    const before = await snapshot(graph);
    await expect(run(graph, { ...addMethod, mode: "read" as const }, { id: "C" })).rejects.toMatchObject({
      code: "write_refused",
    });
    expect(await snapshot(graph)).toEqual(before);
  });

  test("that runs into a uniqueness constraint says so", async () => {
    await run(graph, addMethod, { id: "twice" });
    await expect(run(graph, addMethod, { id: "twice" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("with no row is an error for runOne", async () => {
    const none = query({
      mode: "read",
      params: z.strictObject({}),
      row: z.object({}),
      cypher: "MATCH (n:Nothing) RETURN n.x AS x",
    });
    expect(await run(graph, none, {})).toEqual([]);
    await expect(runOne(graph, none, {})).rejects.toMatchObject({ code: "not_found" });
  });
});

test("a transaction writes everything or nothing, and counts what it changed", async () => {
  const before = await snapshot(graph);
  const failing = transaction(graph, "write", async (ask) => {
    await ask(addMethod, { id: "first" });
    throw new Error("in the middle");
  });
  await expect(failing).rejects.toThrow("in the middle");
  expect(await snapshot(graph)).toEqual(before);

  const { value, changes } = await transaction(graph, "write", async (ask) => [
    ...(await ask(addMethod, { id: "first" })),
    ...(await ask(addMethod, { id: "second" })),
  ]);
  expect(value).toEqual([{ id: "first" }, { id: "second" }]);
  expect(changes).toMatchObject({ nodesCreated: 2, propertiesSet: 4, relationshipsCreated: 0 });
});

test("an empty list of rows undoes a statement that says it must give one", async () => {
  const before = await snapshot(graph);
  const writesThenFindsNothing = query({
    mode: "write",
    params: z.strictObject({}),
    row: z.object({}),
    empty: () => new GraphError("not_found", "There is no such thing."),
    cypher: "CREATE (m:Method {id: 'ghost'}) WITH m WHERE m.id = 'other' RETURN m.id AS id",
  });
  await expect(run(graph, writesThenFindsNothing, {})).rejects.toThrow("There is no such thing.");
  expect(await snapshot(graph)).toEqual(before);
});
