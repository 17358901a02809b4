import type { Driver } from "neo4j-driver";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Graph, migrate, migrations, readOnly } from "../../../graph/index.ts";
import { bareGraph } from "../server.ts";

let driver: Driver;
let graph: Graph;
beforeEach(async () => {
  driver = await bareGraph();
  graph = { driver };
});
afterEach(() => driver.close());

const indexes = () =>
  readOnly(graph, "SHOW INDEXES YIELD name, type, state, labelsOrTypes, properties, options RETURN * ORDER BY name");

test("migrations run once, in order, and leave their mark", async () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, at) => at + 1));
  const first = await migrate(graph, { vectorDimension: 32 });
  expect(first.applied).toHaveLength(migrations.length + 1);
  const before = await indexes();
  expect(before.rows.every(({ state }) => state === "ONLINE")).toBe(true);
  expect(await migrate(graph, { vectorDimension: 32 })).toEqual({ applied: [] });
  expect(await indexes()).toEqual(before);
  const { rows } = await readOnly(
    graph,
    "MATCH (m:Migration) RETURN m.version AS version, m.name AS name ORDER BY version",
  );
  expect(rows).toEqual(migrations.map(({ version, name }) => ({ version, name })));
});

test("every kind of node has a unique name, names are full-text, strategies' vectors are indexed", async () => {
  await migrate(graph, { vectorDimension: 32 });
  const { rows } = await readOnly(graph, "SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type RETURN *");
  const keyed = rows.map(({ labelsOrTypes, properties }) => `${labelsOrTypes}.${properties}`).sort();
  expect(keyed).toEqual(
    [
      ...[
        "Strategy",
        "Method",
        "Hyperparameter",
        "Setting",
        "Technique",
        "Paper",
        "Result",
        "Task",
        "Dataset",
        "Network",
        "NetworkFamily",
        "Ingest",
        "IngestJournal",
        "IngestLock",
        "Alias",
        "MergedMethod",
        "MergedNetwork",
        "MergedDataset",
        "MergedTask",
      ].map((label) => `${label}.id`),
      ...["Scheme.id", "EmbeddingRun.id", "Study.name", "Trial.key", "Evaluation.key", "Migration.version"],
    ].sort(),
  );
  const kinds = new Map((await indexes()).rows.map(({ name, type, properties }) => [name, { type, properties }]));
  expect(kinds.get("names")).toEqual({ type: "FULLTEXT", properties: ["id", "name", "title"] });
  expect(kinds.get("strategy_vector")).toEqual({ type: "VECTOR", properties: ["vector"] });
});

test("another vector dimension makes the vector index anew", async () => {
  await migrate(graph, { vectorDimension: 32 });
  expect((await migrate(graph, { vectorDimension: 8 })).applied).toEqual(["vector index of 8 dimensions"]);
  expect((await migrate(graph, { vectorDimension: 8 })).applied).toEqual([]);
  await expect(migrate(graph, { vectorDimension: 0 })).rejects.toMatchObject({ code: "bad_params" });
});

test("a migration that was interrupted goes on", async () => {
  const session = driver.session();
  await session.run(migrations[0]!.statements[0]!); // one of its constraints stands, but no mark
  await session.close();
  expect((await migrate(graph, { vectorDimension: 32 })).applied).toContain(migrations[0]!.name);
});

test("a graph of a later version is refused", async () => {
  const session = driver.session();
  await session.run("CREATE (:Migration {version: 999, name: 'from the future'})");
  await session.close();
  await expect(migrate(graph, { vectorDimension: 32 })).rejects.toMatchObject({ code: "newer_schema", message: /999/ });
});
