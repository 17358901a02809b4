import { acquireGraphServer, connect, type EmbeddedOptions, type Graph } from "../../graph/index.ts";
import { type Config, graphHome } from "../config.ts";
import type { Progress } from "../progress.ts";
import { ensureNeo4jJars, neo4jLibrary } from "./neo4j-jars.ts";
import { showProvisioning } from "./report.ts";

/** How the embedded Neo4j of this configuration is started. */
export function embeddedOptions(config: Config, progress: Progress): EmbeddedOptions {
  return {
    home: graphHome(config),
    libraryDir: neo4jLibrary(config.home),
    environment: config.environment,
    log: progress.line,
    ...(config.java && { java: config.java }),
    ...(config.embeddedPort && { port: config.embeddedPort }),
  };
}

/**
 * Does `work` with the graph: the user's server, or the embedded one, fetched, started and, after
 * its last user, stopped again.
 *
 * @throws GraphError or ServerError where there is no graph to work with; whatever `work` throws.
 */
export async function withGraph<T>(config: Config, progress: Progress, work: (graph: Graph) => Promise<T>): Promise<T> {
  if (config.neo4j !== "embedded") {
    const driver = await connect(config.neo4j);
    try {
      return await work({ driver, database: config.neo4j.database });
    } finally {
      await driver.close();
    }
  }
  await ensureNeo4jJars(config, showProvisioning(progress));
  const server = await acquireGraphServer(embeddedOptions(config, progress));
  try {
    const driver = await connect(server);
    try {
      return await work({ driver });
    } finally {
      await driver.close();
    }
  } finally {
    await server.release();
  }
}
