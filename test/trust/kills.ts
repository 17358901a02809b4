import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordedStudy, RecordedTrial } from "../../graph/index.ts";
import { embeddedStatus } from "../../graph/index.ts";
import { randomness } from "../../server/randomness.ts";
import { automcJson, type Running, startAutomc } from "../server/cli/command-line.ts";
import { childrenOf } from "../server/processes/children-of.ts";
import { isRunning } from "../server/processes/is-running.ts";
import { pick } from "./odd-values.ts";
import type { Row } from "./row.ts";

type Shown = RecordedStudy & { trials: RecordedTrial[] };
const victims = ["the command", "its training process", "Neo4j"] as const;
const algorithms = ["random", "progressive"] as const;
const mostResumes = 5;

/**
 * Runs one study again and again, each time with a process of it killed at a random instant, and
 * resumed until it is done: its trials must be those of a study that nobody disturbed. The random
 * and the progressive search take turns.
 *
 * `home` has the model `tiny`, an embedded Neo4j, and a method that takes seconds.
 */
export async function kills(
  home: string,
  environment: NodeJS.ProcessEnv,
  o: { rounds: number; seed: number },
): Promise<Row> {
  const random = randomness(o.seed)("kills");
  const undisturbed: { reference: string; tookMs: number }[] = [];
  for (const algorithm of algorithms) {
    const begin = performance.now();
    const reference = await whole(home, environment, `undisturbed-${algorithm}`, algorithm);
    undisturbed.push({ reference, tookMs: performance.now() - begin });
  }
  const failures: string[] = [];
  for (let round = 1; round <= o.rounds; round += 1) {
    const at = round % algorithms.length;
    const algorithm = algorithms[at]!;
    const { reference, tookMs } = undisturbed[at]!;
    const name = `disturbed-${round}`;
    const victim = pick(victims, random);
    await forget(home);
    const study = startAutomc(searchFor(name, algorithm), environment);
    const afterMs = random() * tookMs;
    await Promise.race([sleep(afterMs), study.ended]);
    const killed = await kill(victim, study, home);
    const ended = await study.ended;
    const told = `round ${round}, ${algorithm}, ${victim} killed after ${Math.round(afterMs)} ms (${killed ? "alive" : "gone"}), exit ${ended.code}`;
    const fault = differs(await resume(name, environment, searchFor(name, algorithm)), reference);
    if (fault) failures.push(`${told}: ${fault}`);
    console.log(`  ${told}${fault ? ": FAILED" : ""}`);
  }
  return { area: "a study with a process killed at a random instant", tried: o.rounds, failures };
}

/** What is wrong with the trials of a study that was disturbed; undefined where nothing is. */
export function differs(trials: string | undefined, reference: string): string | undefined {
  if (trials === undefined) return `not done after ${mostResumes} resumes`;
  return trials === reference ? undefined : "other trials than the undisturbed study";
}

/** The command of a study of three trials, a second each. */
export const searchFor = (name: string, algorithm: (typeof algorithms)[number] = "random") =>
  `search run tiny --algorithm ${algorithm} --trials 3 --max-length 2 --target 0.1 --seed 5 --without studies --name ${name}`.split(
    " ",
  );

/** The trials of a study that nobody disturbs. */
export async function whole(
  home: string,
  environment: NodeJS.ProcessEnv,
  name: string,
  algorithm: (typeof algorithms)[number] = "random",
): Promise<string> {
  await forget(home);
  const { code, stderr } = await startAutomc(searchFor(name, algorithm), environment).ended;
  if (code !== 0) throw new Error(`The undisturbed study ended with ${code}: ${stderr}`);
  return await digest(name, environment);
}

/** Forgets what was measured, so that it is measured again. */
export const forget = (home: string) => rm(join(home, "artifacts", "evaluations"), { recursive: true, force: true });

/** Kills a process of a study; false where there is none any more. */
async function kill(victim: (typeof victims)[number], { child }: Running, home: string): Promise<boolean> {
  const graph = embeddedStatus(join(home, "graph"));
  const neo4j = graph.state === "running" ? graph.pid : undefined;
  const [training] = await childrenOf(child.pid!, "training");
  const pid = victim === "the command" ? child.pid : victim === "Neo4j" ? neo4j : training;
  if (pid === undefined || !isRunning(pid)) return false;
  process.kill(pid, "SIGKILL");
  return true;
}

/**
 * Goes on until the study is done, beginning with `start` where it was not even created; its trials,
 * or undefined where it never is.
 */
export async function resume(
  name: string,
  environment: NodeJS.ProcessEnv,
  start: string[],
): Promise<string | undefined> {
  for (let left = mostResumes; left > 0; left -= 1) {
    const shown = await automcJson<Shown>(["search", "show", name], environment).catch(() => undefined);
    if (shown?.state === "done") return await digest(name, environment);
    const args = shown ? ["search", "resume", name] : start;
    await startAutomc(args, environment).ended;
  }
  return undefined;
}

/** A study's trials as text, without what a clock measured. */
export async function digest(name: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { trials } = await automcJson<Shown>(["search", "show", name], environment);
  return JSON.stringify(
    trials.map((trial) => [trial.number, trial.scheme, trial.state, trial.state === "failed" ? null : trial.accuracy]),
  );
}
