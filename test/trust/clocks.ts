import { fileURLToPath, pathToFileURL } from "node:url";
import { startAutomc } from "../server/cli/command-line.ts";
import { differs, forget, resume, searchFor, whole } from "./kills.ts";
import type { Row } from "./row.ts";

const jumping = pathToFileURL(fileURLToPath(new URL("./jumping-clock.mjs", import.meta.url))).href;

/**
 * Runs studies in processes whose clock jumps by a day to and fro: each ends by itself, with the
 * trials of a study whose clock is right. Neo4j's own clock stays.
 */
export async function clocks(home: string, environment: NodeJS.ProcessEnv, o: { rounds: number }): Promise<Row> {
  const reference = await whole(home, environment, "undisturbed-clock");
  const failures: string[] = [];
  const jumps = { ...environment, NODE_OPTIONS: `${environment.NODE_OPTIONS ?? ""} --import ${jumping}` };
  for (let round = 1; round <= o.rounds; round += 1) {
    const name = `jumping-${round}`;
    await forget(home);
    const { code, stderr } = await startAutomc(searchFor(name), jumps).ended;
    const fault =
      code === 0
        ? differs(await resume(name, environment, searchFor(name)), reference)
        : `it ended with ${code}: ${stderr.slice(-300)}`;
    if (fault) failures.push(`round ${round}: ${fault}`);
  }
  return { area: "a study whose clock jumps by a day", tried: o.rounds, failures };
}
