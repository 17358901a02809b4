import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { syntheticCards } from "../../server/bench/synthetic-knowledge.ts";
import { randomness } from "../../server/randomness.ts";
import { automcJson, startAutomc } from "../server/cli/command-line.ts";
import type { Row } from "./row.ts";

/**
 * Ingests cards again and again, kills the command at a random instant and ingests them
 * once more: the graph must then hold what an undisturbed ingest leaves, and what was there before
 * once that is rolled back.
 */
export async function ingestKills(
  home: string,
  environment: NodeJS.ProcessEnv,
  o: { rounds: number; seed: number },
): Promise<Row> {
  const random = randomness(o.seed)("ingest kills");
  const folder = join(home, "cards");
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const { file, text } of syntheticCards({ cards: 10, strategies: 50, seed: o.seed })) {
    files.push(join(folder, basename(file)));
    await writeFile(files.at(-1)!, text);
  }
  const ingest = () => startAutomc(["ingest", ...files], environment);
  const held = () => automcJson<object>(["graph", "stats"], environment).then((stats) => JSON.stringify(stats));

  const before = await held();
  const begin = performance.now();
  await ingest().ended;
  const tookMs = performance.now() - begin;
  const whole = await held();
  await rollBack(environment);
  const failures = (await held()) === before ? [] : ["undisturbed: a rollback did not give back what was there"];
  for (let round = 1; round <= o.rounds; round += 1) {
    const command = ingest();
    const afterMs = random() * tookMs;
    await Promise.race([sleep(afterMs), command.ended]);
    command.child.kill("SIGKILL");
    await command.ended;
    const between = await held();
    await ingest().ended;
    const after = await held();
    await rollBack(environment);
    const told = `round ${round}, an ingest killed after ${Math.round(afterMs)} ms`;
    const fault =
      between !== before && between !== whole
        ? "a part of it was there"
        : after !== whole
          ? "ingesting again did not make it whole"
          : (await held()) !== before
            ? "a rollback did not give back what was there"
            : undefined;
    if (fault) failures.push(`${told}: ${fault}`);
    console.log(`  ${told}${fault ? ": FAILED" : ""}`);
  }
  return { area: "an ingest killed at a random instant", tried: o.rounds, failures };
}

/** Takes back the latest ingest. */
async function rollBack(environment: NodeJS.ProcessEnv): Promise<void> {
  const [latest] = await automcJson<{ id: string }[]>(["ingest", "ls"], environment);
  await startAutomc(["ingest", "rollback", latest!.id], environment).ended;
}
