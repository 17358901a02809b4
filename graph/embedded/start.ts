import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "../driver/connect.ts";
import { GraphError } from "../errors.ts";
import { heapMegabytes, serverArguments, writeConfiguration } from "./configuration.ts";
import { logMarks, portTaken, startFailure } from "./failure.ts";
import { type Environment, findJava, type Java } from "./java.ts";
import { passwordFile, readPassword, setInitialPassword, username } from "./password.ts";
import { tryPort } from "./port.ts";
import { endProcess, identify, lastRecord, runningServer, type ServerRecord, writeRecord } from "./process.ts";

export interface EmbeddedOptions {
  /** Folder of the server: store, logs, password, leases. Made when absent. */
  home: string;
  /** Folder with Neo4j's jars. */
  libraryDir: string;
  /** Where JAVA_HOME and PATH are looked up, and what the server is started with. */
  environment: Environment;
  /** The java command; otherwise JAVA_HOME's, otherwise PATH's. */
  java?: string;
  /** More of neo4j.conf; before our own settings where both name one. */
  settings?: Readonly<Record<string, string>>;
  /** A fixed Bolt port; when absent the last one of this home where that is free, otherwise any. */
  port?: number;
  /** The server ends when the process that started it does, however that ends (needs setpriv). */
  diesWithParent?: boolean;
  /** Told in a sentence what happens. */
  log?: (sentence: string) => void;
}

/** How to reach a server that runs; `started` is false when it ran before. */
export interface EmbeddedServer extends Required<Omit<Connection, "database">> {
  pid: number;
  port: number;
  started: boolean;
}

/** On a busy machine a start takes minutes; one that fails ends, and is noticed at once. */
const readyWithinMs = 300_000;
export const stopPatienceMs = 20_000;

/**
 * Resolves to the server of a home that runs, or starts one, and waits until it answers. The caller
 * holds the home's lock.
 *
 * @throws As `acquireGraphServer` does.
 */
export async function ensureRunning(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { home } = options;
  const running = runningServer(home);
  if (running) {
    await untilReady(running, logMarks(home));
    return describe(running, false);
  }
  const java = await findJava(options.environment, options.java);
  if (!existsSync(options.libraryDir)) {
    throw new GraphError(
      "library_missing",
      `Neo4j's jars are not in ${options.libraryDir}; fetch them: npm run setup.`,
    );
  }
  if (options.port !== undefined) {
    if ((await tryPort(options.port)) === undefined) throw portTaken(options.port);
    return launch(options, java, options.port);
  }
  // Where it was last, so that whoever used it then finds it again.
  const before = lastRecord(home)?.port;
  if (before !== undefined && (await tryPort(before)) !== undefined) return launch(options, java, before);
  // Between picking a port and Neo4j's binding it another program may take it. A server that ended
  // without a reason gets one more try.
  for (let triesLeft = 3; ; triesLeft -= 1) {
    const port = await tryPort(0);
    if (port === undefined) throw new GraphError("start_failed", "No port on 127.0.0.1 can be listened on.");
    try {
      return await launch(options, java, port);
    } catch (error) {
      const code = error instanceof GraphError ? error.code : undefined;
      const passing = code === "port_taken" || (code === "start_failed" && triesLeft === 3);
      if (triesLeft === 0 || !passing) throw error;
    }
  }
}

async function launch(options: EmbeddedOptions, java: Java, port: number): Promise<EmbeddedServer> {
  const { home, log } = options;
  log?.(`Starting Neo4j on port ${port}, with Java ${java.version}.`);
  writeConfiguration(home, port, heapMegabytes(totalmem()), options.settings);
  await setInitialPassword(options, java);
  const marks = logMarks(home);
  const record = spawnServer(options, java, port);
  try {
    await untilReady(record, marks);
  } catch (error) {
    await endProcess(record, stopPatienceMs);
    throw error;
  }
  return describe(record, true);
}

/**
 * Starts the server as a process of its own, which outlives this one unless it is to die with it,
 * and writes it down.
 */
function spawnServer(options: EmbeddedOptions, java: Java, port: number): ServerRecord {
  const { home, libraryDir, diesWithParent } = options;
  const command = [java.path, ...serverArguments(home, libraryDir, heapMegabytes(totalmem()))];
  const [program, ...args] = diesWithParent ? ["setpriv", "--pdeathsig", "TERM", ...command] : command;
  const console = openSync(join(home, "logs", "console.log"), "a");
  try {
    const stdio = ["ignore", console, console] as const;
    const before = process.umask(0o077); // what Neo4j writes is its owner's alone
    const child = spawn(program!, args, { cwd: home, env: options.environment, detached: true, stdio: [...stdio] });
    process.umask(before);
    child.on("error", () => {}); // no pid: reported below
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (!identity) throw new GraphError("start_failed", `${program} can't be run, so Neo4j can't be started.`);
    const record = { ...identity, port, home, startedAt: new Date().toISOString() };
    writeRecord(record);
    return record;
  } finally {
    closeSync(console);
  }
}

/** Waits until the server answers with its password; fails at once when it ends or refuses it. */
async function untilReady(record: ServerRecord, marks: Map<string, number>): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    try {
      const driver = await connect(describe(record, false));
      return await driver.close();
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== "unreachable") throw explainRefusal(error, record.home);
    }
    if (!runningServer(record.home)) throw startFailure(record.home, record.port, marks);
    await sleep(100);
  }
  throw new GraphError(
    "start_failed",
    `Neo4j did not answer within ${readyWithinMs / 1000} s; see ${join(record.home, "logs")}.`,
  );
}

function explainRefusal(error: unknown, home: string): unknown {
  if (!(error instanceof GraphError) || error.code !== "wrong_password") return error;
  const message = `The embedded Neo4j refuses the password in ${passwordFile(home)}; put back the one it was made with, or move ${home} away to begin a new graph.`;
  return new GraphError("wrong_password", message, { cause: error });
}

export const boltUri = (port: number) => `bolt://127.0.0.1:${port}`;

const describe = ({ pid, port, home }: ServerRecord, started: boolean): EmbeddedServer => ({
  uri: boltUri(port),
  username,
  password: readPassword(home),
  pid,
  port,
  started,
});
