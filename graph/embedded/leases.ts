import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, isAlive } from "./process.ts";

/**
 * Who uses the server. Each use is a file named for the process (id and start), so a user that died
 * without a word is seen to be gone. The server stays while there is a lease, or while it is kept.
 */
const leaseFolder = (home: string) => join(home, "leases");
const keptPath = (home: string) => join(home, "kept");

let leasesTaken = 0;

/** Records that this process uses the server; resolves to the lease's name. */
export function takeLease(home: string): string {
  const self = identify(process.pid)!;
  leasesTaken += 1;
  const name = `${self.pid}-${self.startTicks}-${leasesTaken}`;
  mkdirSync(leaseFolder(home), { recursive: true });
  writeFileSync(join(leaseFolder(home), name), "");
  return name;
}

export const dropLease = (home: string, name: string): void => rmSync(join(leaseFolder(home), name), { force: true });

/** The leases of processes that live. */
export const liveLeases = (home: string): string[] => allLeases(home).filter(isHeld);

/** Removes the leases of processes that ended without a word. */
export function dropDeadLeases(home: string): void {
  for (const name of allLeases(home)) if (!isHeld(name)) dropLease(home, name);
}

const allLeases = (home: string) => (existsSync(leaseFolder(home)) ? readdirSync(leaseFolder(home)) : []);

function isHeld(name: string): boolean {
  const [pid, startTicks] = name.split("-");
  return isAlive({ pid: Number(pid), startTicks: startTicks! });
}

/** Marks the server as one that stays when nobody uses it, or takes the mark away. */
export function setKept(home: string, kept: boolean): void {
  if (kept) writeFileSync(keptPath(home), "");
  else rmSync(keptPath(home), { force: true });
}

export const isKept = (home: string): boolean => existsSync(keptPath(home));
