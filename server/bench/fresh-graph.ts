import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireGraphServer, connect, type Graph, migrate } from "../../graph/index.ts";
import type { Session } from "../cli/session.ts";
import { embeddedOptions } from "../provision/graph-access.ts";
import { ensureNeo4jJars } from "../provision/neo4j-jars.ts";
import { showProvisioning } from "../provision/report.ts";

/**
 * Does `work` with an embedded Neo4j of its own that holds the schema and nothing else, whatever server the user has, and takes it away
 * again with all that is in it. What is measured so is a server that has just started, as on a first use.
 *
 * Throws what `work` throws, and GraphError or ServerError where Neo4j can't be had.
 */
export async function inFreshGraph<T>(session: Session, work: (graph: Graph) => Promise<T>): Promise<T> {
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
        return await work({ driver });
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
