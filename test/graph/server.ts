import { mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { inject } from "vitest";
import { type Connection, connect } from "../../graph/index.ts";
import { processConfig } from "../../server/config.ts";

/** How to reach the Neo4j that all tests share; the first call starts it (7 s). */
export async function testServer(): Promise<Connection> {
  const response = await fetch(inject("graphServer"));
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Connection;
}

/** A driver to the shared test server, whose database is empty: no node, no constraint, no index. The caller closes it. */
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

/** A new AUTOMC_HOME that is already set up: what was provisioned is linked from the real one, all else is empty. */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "automc-test-home-"));
  for (const folder of ["neo4j", "native"]) {
    const provisioned = join(processConfig().home, folder);
    await mkdir(provisioned, { recursive: true });
    await symlink(provisioned, join(home, folder));
  }
  return home;
}
