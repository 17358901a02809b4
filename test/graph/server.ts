import type { Driver } from "neo4j-driver";
import { inject } from "vitest";
import { type Connection, connect } from "../../graph/index.ts";

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
 * A driver to the test server, whose database is empty: no node, no constraint, no index. The
 * caller closes it.
 */
export async function testGraph(): Promise<Driver> {
  const driver = await connect(await testServer());
  await wipe(driver);
  return driver;
}

/** Empties a database of data and schema. Never meant for anything but a test's. */
async function wipe(driver: Driver): Promise<void> {
  const session = driver.session();
  try {
    await session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS");
    const constraints = await session.run("SHOW CONSTRAINTS YIELD name");
    for (const record of constraints.records) await session.run(`DROP CONSTRAINT \`${record.get("name")}\` IF EXISTS`);
    const indexes = await session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name");
    for (const record of indexes.records) await session.run(`DROP INDEX \`${record.get("name")}\` IF EXISTS`);
  } finally {
    await session.close();
  }
}
