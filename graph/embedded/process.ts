import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { homeArgument } from "./configuration.ts";

/** A process for good: its id together with when it started, since ids are used again. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks from the machine's start to the process's, as /proc has them. */
  startTicks: string;
}

/** What is written down of a server that was started. */
export interface ServerRecord extends ProcessIdentity {
  port: number;
  home: string;
  /** When it was started, ISO 8601. */
  startedAt: string;
  /** It was stopped on purpose. */
  stopped?: boolean;
}

/**
 * Who a living process is; undefined for one that is gone or only waits to be collected (state Z).
 */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readProc(pid, "stat");
  // The second field is the command's name in parentheses, which may itself hold blanks and
  // parentheses.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!fields || fields[0] === "Z" || fields[0] === "X") return undefined;
  return { pid, startTicks: fields[19]! };
}

/** True while that very process lives. */
export const isAlive = ({ pid, startTicks }: ProcessIdentity): boolean => identify(pid)?.startTicks === startTicks;

/** Bytes of memory that a process holds; 0 when it is gone. */
export function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, "status") ?? "")?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}

const recordPath = (home: string) => join(home, "server.json");

export function writeRecord(record: ServerRecord): void {
  const path = recordPath(record.home);
  writeFileSync(`${path}.partial`, `${JSON.stringify(record)}\n`);
  renameSync(`${path}.partial`, path);
}

/** Writes down that the server was stopped on purpose; on which port it was stays known. */
export function markStopped(home: string): void {
  const record = lastRecord(home);
  if (record) writeRecord({ ...record, stopped: true });
}

/**
 * What was written down of the server of a home that was started last, whether it lives or not;
 * undefined where none was, or the file is damaged.
 */
export function lastRecord(home: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordPath(home), "utf8")) as ServerRecord;
  } catch {
    return undefined;
  }
}

/** The server of a home, when it lives. Never another process that has got its id since. */
export function runningServer(home: string): ServerRecord | undefined {
  const record = lastRecord(home);
  if (!record) return undefined;
  const arguments_ = readProc(record.pid, "cmdline");
  // A process that is just becoming java has no arguments for a moment.
  const isOurs = arguments_ === "" || arguments_?.split("\0").includes(homeArgument(home));
  return isOurs && isAlive(record) ? record : undefined;
}

/** Asks a process to end (SIGTERM), and kills it when it has not after `patienceMs`. */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<void> {
  await signalled(identity, "SIGTERM", patienceMs);
  await killProcess(identity);
}

/** Ends a process at once. */
export const killProcess = (identity: ProcessIdentity): Promise<void> => signalled(identity, "SIGKILL", 5_000);

async function signalled(identity: ProcessIdentity, signal: NodeJS.Signals, waitMs: number): Promise<void> {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    return; // gone between the look and the signal
  }
  for (let waited = 0; waited < waitMs && isAlive(identity); waited += 50) await sleep(50);
}
