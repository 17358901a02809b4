import { setTimeout as sleep } from "node:timers/promises";
import { randomness } from "../../server/randomness.ts";
import { type Running, startAutomc } from "../server/cli/command-line.ts";
import { childrenOf } from "../server/processes/children-of.ts";
import { isRunning } from "../server/processes/is-running.ts";
import { differs, forget, resume, searchFor, whole } from "./kills.ts";
import type { Row } from "./row.ts";

/**
 * Starts a study over HTTP again and again, kills the server at a random instant, and goes on from
 * the command line: the trials must be those of a study that nobody disturbed, and the study's
 * process must have ended with its server.
 */
export async function serveKills(
  home: string,
  environment: NodeJS.ProcessEnv,
  o: { rounds: number; seed: number },
): Promise<Row> {
  const random = randomness(o.seed)("serve kills");
  const begin = performance.now();
  const reference = await whole(home, environment, "undisturbed-served");
  const tookMs = performance.now() - begin;
  const failures: string[] = [];
  for (let round = 1; round <= o.rounds; round += 1) {
    const name = `served-${round}`;
    await forget(home);
    const server = startAutomc(["serve", "--port", "0"], environment);
    const [, address] = /listens at (\S+) /.exec(await server.until("stdout", "listens at"))!;
    const created = await create(address!, name);
    const afterMs = random() * tookMs;
    await sleep(afterMs);
    const left = await killed(server);
    const told = `round ${round}, the server killed ${Math.round(afterMs)} ms after a study began`;
    const fault =
      created !== 201
        ? `the study was answered with ${created}`
        : left.length > 0
          ? `its study's process ${left.join()} lived on for 30 s`
          : differs(await resume(name, environment, searchFor(name)), reference);
    if (fault) failures.push(`${told}: ${fault}`);
    console.log(`  ${told}${fault ? ": FAILED" : ""}`);
  }
  return { area: "a server killed at a random instant of its study", tried: o.rounds, failures };
}

async function create(address: string, name: string): Promise<number> {
  const body = { name, model: "tiny", algorithm: "random", trials: 3, maxLength: 2, target: 0.1, seed: 5 };
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify({ ...body, without: ["studies"] }) };
  return (await fetch(`${address}/api/v1/studies`, request)).status;
}

/** Kills a server; which of its studies' processes are alive half a minute later. */
async function killed({ child, ended }: Running): Promise<number[]> {
  const studies = await childrenOf(child.pid!, "study");
  child.kill("SIGKILL");
  await ended;
  for (let tries = 0; ; tries++) {
    const left = studies.filter((pid) => isRunning(pid));
    if (left.length === 0 || tries === 60) return left;
    await sleep(500);
  }
}
