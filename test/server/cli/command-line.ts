import { type ChildProcess, spawn } from "node:child_process";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../../graph/index.ts";

const entryPoint = fileURLToPath(new URL("../../../server/automc.mjs", import.meta.url));

/** How a command ended, and what it printed. */
export interface Ended {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command under way. */
export interface Running {
  child: ChildProcess;
  /** What it has said so far. */
  said: { stdout: string; stderr: string };
  ended: Promise<Ended>;
  /**
   * Waits until standard output or standard error holds something; throws, with all that was said,
   * when the command ends before.
   */
  until(stream: "stdout" | "stderr", text: string | RegExp): Promise<string>;
}

/**
 * The environment of a user with this AUTOMC_HOME, and a Neo4j server of his own where one is
 * given.
 */
export function environmentOf(home: string, server?: Connection, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AUTOMC|NEO4J)_/.test(name));
  return {
    ...Object.fromEntries(own),
    AUTOMC_HOME: home,
    ...(server && { NEO4J_URI: server.uri, NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password }),
    ...more,
  };
}

/**
 * Starts the real command line in a process of its own; `input` is its standard input, `cwd` the
 * folder it is called in, `program` another copy of it.
 */
export function startAutomc(
  args: string[],
  environment: NodeJS.ProcessEnv,
  input = "",
  cwd?: string,
  program = entryPoint,
): Running {
  const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: "pipe", cwd });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
      child.emit("said");
    });
  }
  child.stdin.on("error", () => {}); // it may end without reading
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, ...said })));
  const until = (stream: "stdout" | "stderr", text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const held = said[stream];
        if (typeof text === "string" ? held.includes(text) : text.test(held)) resolve(held);
      };
      look();
      child.on("said", look);
      ended.then(({ code }) => reject(new Error(`ended with ${code} before ${text}: ${said.stdout}${said.stderr}`)));
    });
  return { child, said, ended, until };
}

/**
 * Runs one command to its end in this process, as `automc` would: with these arguments and this
 * environment, `input` on its standard input, in the folder `cwd`. Commands wait for one another,
 * because a process has one environment and one standard output. Signals, broken pipes and whatever
 * a process does when it starts or ends need `startAutomc`.
 */
export function automc(args: string[], environment: NodeJS.ProcessEnv, input = "", cwd?: string): Promise<Ended> {
  const turn = previous.then(() => runHere(args, environment, input, cwd ?? process.cwd()));
  previous = turn.catch(() => {});
  return turn;
}
let previous: Promise<unknown> = Promise.resolve();

async function runHere(args: string[], environment: NodeJS.ProcessEnv, input: string, cwd: string): Promise<Ended> {
  const { main } = await import("../../../server/cli.ts");
  const printed = { stdout: "", stderr: "" };
  const before = { env: process.env, cwd: process.cwd(), stdin: Object.getOwnPropertyDescriptor(process, "stdin")! };
  const write = { stdout: process.stdout.write, stderr: process.stderr.write };
  process.env = { ...environment };
  process.chdir(cwd);
  Object.defineProperty(process, "stdin", { ...standardInput, value: Readable.from([input]) });
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      printed[stream] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      const done = rest.find((argument) => typeof argument === "function");
      if (done) queueMicrotask(() => done());
      return true;
    };
  }
  try {
    const code = await main(args);
    return { code, ...printed };
  } finally {
    for (const stream of ["stdout", "stderr"] as const) process[stream].write = write[stream];
    Object.defineProperty(process, "stdin", before.stdin);
    process.chdir(before.cwd);
    process.env = before.env;
  }
}
const standardInput = { configurable: true, enumerable: true, writable: false };

/** What a command that must succeed prints with `--json`. */
export async function automcJson<T>(args: string[], environment: NodeJS.ProcessEnv, input?: string): Promise<T> {
  const { code, stdout, stderr } = await automc([...args, "--json"], environment, input);
  if (code !== 0) throw new Error(`automc ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
