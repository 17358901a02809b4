import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireGraphServer, type Connection, connect, type Graph, migrate } from "../../graph/index.ts";
import type { Session } from "../cli/session.ts";
import { embeddedOptions } from "../provision/graph-access.ts";
import { ensureNeo4jJars } from "../provision/neo4j-jars.ts";
import { showProvisioning } from "../provision/report.ts";

/**
 * Runs `work` with an embedded Neo4j of its own that has the schema and nothing else, whatever
 * server the user has, and deletes it afterwards. So what is measured is a server that has just
 * started, as on a first use.
 *
 * @throws what `work` throws; GraphError or ServerError when Neo4j can't be started
 */
export async function inFreshGraph<T>(
  session: Session,
  work: (graph: Graph, server: Connection) => Promise<T>,
): Promise<T> {
  const { config, progress } = session;
  await ensureNeo4jJars(config, showProvisioning(progress));
  const home = await mkdtemp(join(tmpdir(), "automc-bench-graph-"));
  const { port: _ours, log: _told, ...options } = embeddedOptions(config, progress);
  try {
    const server = await acquireGraphServer({ ...options, home });
    try {
      const driver = await connect(server);
      try {
        await migrate({ driver }, { vectorDimension: 32 });
        return await work({ driver }, server);
      } finally {
        await driver.close();
      }
    } finally {
      await server.release();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
