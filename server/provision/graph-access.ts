import {
  acquireGraphServer,
  type Connection,
  connect,
  type EmbeddedOptions,
  embeddedStatus,
  type Graph,
  type GraphServer,
  Readers,
  Supervisor,
} from "../../graph/index.ts";
import { type Config, graphHome } from "../config.ts";
import { workerEntry } from "../entry-point.ts";
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

export interface GraphUse {
  /** How long a graph that does not answer is waited for; five minutes by default. */
  patienceMs?: number;
  /** How many threads for readers' own Cypher are kept ready; none by default. */
  spareReaders?: number;
}

/**
 * Does `work` with the graph: the user's server, or the embedded one, fetched, started and, after
 * its last user, stopped again. An embedded one that dies meanwhile is started again.
 *
 * @throws GraphError or ServerError where there is no graph to work with; whatever `work` throws.
 */
export async function withGraph<T>(
  config: Config,
  progress: Progress,
  work: (graph: Graph) => Promise<T>,
  use: GraphUse = {},
): Promise<T> {
  if (config.neo4j !== "embedded") return await withServer({ connection: config.neo4j, progress, use }, work);
  await ensureNeo4jJars(config, showProvisioning(progress));
  const options = embeddedOptions(config, progress);
  const server = await acquireGraphServer(options);
  try {
    return await withServer({ connection: server, progress, use, embedded: { server, home: options.home } }, work);
  } finally {
    await server.release();
  }
}

interface Access {
  connection: Connection;
  progress: Progress;
  use: GraphUse;
  embedded?: { server: GraphServer; home: string };
}

/** Does `work` with a server that runs, and readers of their own Cypher under supervision. */
async function withServer<T>(
  { connection, progress, use, embedded }: Access,
  work: (graph: Graph) => Promise<T>,
): Promise<T> {
  const { uri, username, password, database } = connection;
  const driver = await connect(connection);
  const report = progress.line;
  const graph = { driver, database, report, patienceMs: use.patienceMs ?? 300_000 };
  const supervisor = new Supervisor({
    graph,
    serverProcess: () => processOf(embedded?.home),
    report,
    ...restartOf(embedded),
  });
  const readers = new Readers({
    connection: { uri, username, password, ...(database !== undefined && { database }) },
    thread: workerEntry("reader"),
    onLeft: (left) => supervisor.watch(left),
    ...(use.spareReaders !== undefined && { spare: use.spareReaders }),
  });
  if (use.spareReaders) void supervisor.warm();
  try {
    return await work({ ...graph, reader: readers });
  } finally {
    readers.close();
    await supervisor.close();
    await driver.close();
  }
}

const restartOf = (embedded: Access["embedded"]) => (embedded ? { restart: embedded.server.restart } : {});

function processOf(home: string | undefined): number | undefined {
  const status = home === undefined ? undefined : embeddedStatus(home);
  return status?.state === "running" ? status.pid : undefined;
}
