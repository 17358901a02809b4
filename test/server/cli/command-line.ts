import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Connection } from "../../../graph/index.ts";

const entryPoint = fileURLToPath(new URL("../../../server/automc.mjs", import.meta.url));

/** How a command ended, and what it said. */
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
  /** Waits until standard output or standard error holds something; throws, with all that was said, when the command ends before. */
  until(stream: "stdout" | "stderr", text: string | RegExp): Promise<string>;
}

/** The environment of a user with this AUTOMC_HOME, and a Neo4j server of his own where one is given. */
export function environmentOf(home: string, server?: Connection, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AUTOMC|NEO4J)_/.test(name));
  return {
    ...Object.fromEntries(own),
    AUTOMC_HOME: home,
    ...(server && { NEO4J_URI: server.uri, NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password }),
    ...more,
  };
}

/** Starts the real command line in a process of its own; `input` is what stands on its standard input, `cwd` the folder it is called in. */
export function startAutomc(args: string[], environment: NodeJS.ProcessEnv, input = "", cwd?: string): Running {
  const child = spawn(process.execPath, [entryPoint, ...args], { env: environment, stdio: "pipe", cwd });
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

/** Runs the real command line to its end. */
export function automc(args: string[], environment: NodeJS.ProcessEnv, input?: string): Promise<Ended> {
  return startAutomc(args, environment, input).ended;
}

/** What a command that must succeed prints with `--json`. */
export async function automcJson<T>(args: string[], environment: NodeJS.ProcessEnv, input?: string): Promise<T> {
  const { code, stdout, stderr } = await automc([...args, "--json"], environment, input);
  if (code !== 0) throw new Error(`automc ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
