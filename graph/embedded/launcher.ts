import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { lock } from "proper-lockfile";
import { Guard } from "./guard.ts";
import { dropDeadLeases, dropLease, isKept, liveLeases, setKept, takeLease } from "./leases.ts";
import {
  endProcess,
  killProcess,
  lastRecord,
  markStopped,
  residentBytes,
  runningServer,
  type ServerRecord,
} from "./process.ts";
import { boltUri, type EmbeddedOptions, type EmbeddedServer, ensureRunning, stopPatienceMs } from "./start.ts";

/**
 * A server that this process uses until it releases it. When it dies meanwhile, it is started again
 * where it was.
 */
export interface GraphServer extends EmbeddedServer {
  /** Ends it at once and starts it again, where it is still that process. */
  restart(pid: number): Promise<void>;
  /** Releases the server; the last user stops it, unless it is kept. Close drivers first. */
  release(): Promise<void>;
}

export type EmbeddedStatus =
  | { state: "stopped" }
  | ({ state: "running"; uri: string; kept: boolean; users: number; residentBytes: number } & ServerRecord);

/**
 * Starts the embedded server, or finds the one that runs, and uses it until `release`.
 *
 * Several processes may do so at once: they share one server. One that dies without releasing is
 * noticed by the next.
 *
 * @throws GraphError `java_missing`, `java_too_old`, `library_missing`, `port_taken`,
 * `already_locked`, `wrong_password`, `start_failed`.
 */
export async function acquireGraphServer(options: EmbeddedOptions): Promise<GraphServer> {
  const home = resolve(options.home);
  return exclusively(home, async () => {
    const lease = takeLease(home);
    try {
      const server = await ensureRunning({ ...options, home });
      const guard = new Guard(
        () => diedServer(home) !== undefined,
        () => exclusively(home, () => startAgain({ ...options, home })),
        options.log,
      );
      const restart = (pid: number) =>
        exclusively(home, async () => {
          const running = runningServer(home);
          if (running?.pid !== pid) return;
          await killProcess(running);
          await ensureRunning({ ...options, home, port: running.port });
        });
      const release = async () => {
        await guard.end();
        await exclusively(home, () => giveBack(home, lease));
      };
      return { ...server, restart, release };
    } catch (error) {
      dropLease(home, lease);
      throw error;
    }
  });
}

/** Starts a server that died; leaves one alone that was stopped on purpose, or runs. */
async function startAgain(options: EmbeddedOptions): Promise<void> {
  const died = diedServer(options.home);
  if (!died) return;
  options.log?.("Neo4j ended without having been told to; it is started again.");
  await ensureRunning({ ...options, port: died.port });
}

/** What was written down of a server that nobody stopped, and that is gone. */
function diedServer(home: string): ServerRecord | undefined {
  const last = lastRecord(home);
  return last && !last.stopped && !runningServer(home) ? last : undefined;
}

async function giveBack(home: string, lease: string): Promise<void> {
  dropLease(home, lease);
  dropDeadLeases(home);
  if (!isKept(home) && liveLeases(home).length === 0) await stop(home);
}

/**
 * Starts the embedded server, or finds the one that runs, and keeps it until `stopEmbedded`.
 *
 * @throws As `acquireGraphServer` does.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const home = resolve(options.home);
  return exclusively(home, async () => {
    const server = await ensureRunning({ ...options, home });
    setKept(home, true);
    return server;
  });
}

/** Stops the embedded server, whoever uses it. Resolves to whether it ran. */
export async function stopEmbedded(home: string): Promise<boolean> {
  const absolute = resolve(home);
  if (!existsSync(absolute)) return false;
  return exclusively(absolute, async () => {
    setKept(absolute, false);
    return stop(absolute);
  });
}

/**
 * Whether the embedded server runs, since when, for how many users, and the memory it holds. Starts
 * and changes nothing.
 */
export function embeddedStatus(home: string): EmbeddedStatus {
  const absolute = resolve(home);
  const record = runningServer(absolute);
  if (!record) return { state: "stopped" };
  const users = liveLeases(absolute).length;
  return {
    state: "running",
    ...record,
    uri: boltUri(record.port),
    kept: isKept(absolute),
    users,
    residentBytes: residentBytes(record.pid),
  };
}

/** Runs `work` while no other process starts or stops the server of this home. */
async function exclusively<T>(home: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const unlock = await lock(home, {
    lockfilePath: join(home, "launcher.lock"),
    stale: 10_000, // a process that was killed is waited for this long
    update: 2_000,
    retries: { forever: true, factor: 1, minTimeout: 100 },
  });
  try {
    return await work();
  } finally {
    await unlock();
  }
}

async function stop(home: string): Promise<boolean> {
  const record = runningServer(home);
  if (record) await endProcess(record, stopPatienceMs);
  markStopped(home);
  return record !== undefined;
}
