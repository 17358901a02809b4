import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The most memory the server's heap may take, in megabytes: a quarter of the machine's, 512 at
 * least and 2,048 at most. It takes less until it needs more; what needs most is an ingest, which
 * is one transaction (100,000 results at once: 1,300).
 */
export function heapMegabytes(machineBytes: number): number {
  return Math.round(Math.min(2048, Math.max(512, machineBytes / 4 / 2 ** 20)));
}

/**
 * Settings of the embedded server: Bolt on loopback alone, nothing reported to anybody, no file or
 * address readable through LOAD CSV, bounded memory and time, small logs.
 */
const settings = (port: number, heap: number) => ({
  "server.default_listen_address": "127.0.0.1",
  "server.bolt.listen_address": `127.0.0.1:${port}`,
  "server.bolt.advertised_address": `127.0.0.1:${port}`,
  "server.bolt.tls_level": "DISABLED",
  "server.http.enabled": false,
  "server.https.enabled": false,
  "dbms.usage_report.enabled": false,
  "server.bolt.telemetry.enabled": false,
  "server.memory.pagecache.size": "128m",
  "dbms.memory.transaction.total.max": `${Math.round(heap * 0.7)}m`,
  "dbms.security.auth_enabled": true,
  "dbms.security.allow_csv_import_from_file_urls": false,
  "server.directories.import": "import",
  "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
  "db.transaction.timeout": "30s",
  // A query that ran into its limit is told so within this.
  "db.transaction.monitor.check.interval": "200ms",
  "db.tx_log.rotation.retention_policy": "2 files",
  "db.tx_log.rotation.size": "64m",
  "db.tx_log.preallocate": false,
  // SIGTERM to exit in about a second, not ten.
  "internal.dbms.bolt.netty_server_shutdown_quiet_period": 0,
});

/** The folder that holds neo4j.conf. */
export const configurationFolder = (home: string) => join(home, "conf");

/**
 * Writes neo4j.conf for a port, with `more` settings where given; the folders it names are made.
 */
export function writeConfiguration(
  home: string,
  port: number,
  heap: number,
  more: Readonly<Record<string, string>> = {},
): void {
  for (const folder of ["conf", "import", "logs"]) mkdirSync(join(home, folder), { recursive: true });
  const lines = Object.entries({ ...settings(port, heap), ...more }).map(([name, value]) => `${name}=${value}`);
  const path = join(configurationFolder(home), "neo4j.conf");
  writeFileSync(`${path}.partial`, `${lines.join("\n")}\n`);
  renameSync(`${path}.partial`, path);
}

/**
 * Arguments of java for the server. Memory is bounded here: launched without Neo4j's script, its
 * heap settings do nothing.
 */
export function serverArguments(home: string, libraryDir: string, heap: number): string[] {
  return [
    // A query nested as deep as `refuseTooLarge` lets through is parsed within this stack.
    ...[
      "-Xms128m",
      `-Xmx${heap}m`,
      "-Xss64m",
      "-XX:+UseG1GC",
      "-XX:+ExitOnOutOfMemoryError",
      "-XX:-OmitStackTraceInFastThrow",
    ],
    ...["-XX:+DisableExplicitGC", "-Djdk.nio.maxCachedBufferSize=1024", "-Dio.netty.tryReflectionSetAccessible=true"],
    ...["-Dlog4j2.disable.jmx=true", "-Dfile.encoding=UTF-8"],
    ...["java.nio", "java.io", "sun.nio.ch"].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    ...["-cp", join(libraryDir, "*"), "org.neo4j.server.CommunityEntryPoint"],
    ...[homeArgument(home), `--config-dir=${configurationFolder(home)}`],
  ];
}

/** The argument that marks whose server a process is. */
export const homeArgument = (home: string) => `--home-dir=${home}`;
