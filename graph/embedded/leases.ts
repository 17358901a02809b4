import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, isAlive } from "./process.ts";

/**
 * Who uses the server. Each use is a file named for the process (id and start), so a user that died without a word is seen to be
 * gone. The server stays while there is a lease, or while it is kept.
 */
const leaseFolder = (home: string) => join(home, "leases");
const keptPath = (home: string) => join(home, "kept");

let leasesTaken = 0;

/** Writes down that this process uses the server; gives the lease's name. */
export function takeLease(home: string): string {
  const self = identify(process.pid)!;
  leasesTaken += 1;
  const name = `${self.pid}-${self.startTicks}-${leasesTaken}`;
  mkdirSync(leaseFolder(home), { recursive: true });
  writeFileSync(join(leaseFolder(home), name), "");
  return name;
}

export const dropLease = (home: string, name: string): void => rmSync(join(leaseFolder(home), name), { force: true });

/** The leases of processes that live; the others are removed. */
export function liveLeases(home: string): string[] {
  mkdirSync(leaseFolder(home), { recursive: true });
  return readdirSync(leaseFolder(home)).filter((name) => {
    const [pid, startTicks] = name.split("-");
    const lives = isAlive({ pid: Number(pid), startTicks: startTicks! });
    if (!lives) dropLease(home, name);
    return lives;
  });
}

/** Marks the server as one that stays when nobody uses it, or takes the mark away. */
export function setKept(home: string, kept: boolean): void {
  if (kept) writeFileSync(keptPath(home), "");
  else rmSync(keptPath(home), { force: true });
}

export const isKept = (home: string): boolean => readdirSync(home).includes("kept");
