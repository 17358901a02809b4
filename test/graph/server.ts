import { isDeepStrictEqual } from "node:util";
import type { Driver } from "neo4j-driver";
import { inject } from "vitest";
import { type Connection, connect, migrate, migrations } from "../../graph/index.ts";
import { emptied } from "./emptied.ts";
import { vectorDimension } from "./vector.ts";

/**
 * How to reach this worker's Neo4j, which the test files that it runs share one after the other;
 * the first call starts it (7 s).
 */
export async function testServer(): Promise<Connection> {
  const response = await fetch(`${inject("desk")}/graph-server/${process.env.VITEST_POOL_ID}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Connection;
}

/**
 * A driver to the test server, whose database holds no data. AutoMC's schema stands, with the
 * embedding's 32 dimensions: to make it anew for each file would take a second each time, and Neo4j
 * forgets every plan that it made. The caller closes the driver.
 */
export async function testGraph(): Promise<Driver> {
  const driver = await connect(await testServer());
  await emptied(driver, "!(Migration|IngestLock)");
  if (!(await hasSchema(driver))) await wipe(driver);
  await migrate({ driver }, { vectorDimension });
  return driver;
}

/** A driver to the test server, whose database has no node, no constraint, no index. */
export async function bareGraph(): Promise<Driver> {
  const driver = await connect(await testServer());
  await wipe(driver);
  return driver;
}

/** Whether a database has all that the migrations make, and nothing else. */
async function hasSchema(driver: Driver): Promise<boolean> {
  const names = async (statement: string) =>
    (await driver.executeQuery(statement)).records.map((record) => String(record.get("name"))).sort();
  const marks = await names("MATCH (n) RETURN head(labels(n)) + coalesce(n.version, '') AS name");
  const indexes = await names("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name");
  const wanted = migrations.flatMap(({ statements }) => statements);
  const made = wanted.flatMap((statement) => /(?:INDEX|CONSTRAINT) (\w+) IF NOT EXISTS/.exec(statement)?.[1] ?? []);
  return (
    isDeepStrictEqual(marks, ["IngestLock", ...migrations.map(({ version }) => `Migration${version}`)]) &&
    isDeepStrictEqual(indexes, [...made, "strategy_vector"].sort())
  );
}

/** Empties a database of data and schema. Never meant for anything but a test's. */
async function wipe(driver: Driver): Promise<void> {
  const session = driver.session();
  try {
    await session.run("MATCH (n) DETACH DELETE n");
    const constraints = await session.run("SHOW CONSTRAINTS YIELD name");
    for (const record of constraints.records) await session.run(`DROP CONSTRAINT \`${record.get("name")}\` IF EXISTS`);
    const indexes = await session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name");
    for (const record of indexes.records) await session.run(`DROP INDEX \`${record.get("name")}\` IF EXISTS`);
  } finally {
    await session.close();
  }
}
