import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Environment } from "../config.ts";
import { ServerError } from "../errors.ts";

/** The programs that set-up runs, what each is for, and how to get it. */
export const tools = {
  mvn: { name: "Maven", fetches: "the Neo4j jars", install: "apt-get install maven" },
  python3: { name: "Python 3", fetches: "native TensorFlow", install: "apt-get install python3 python3-pip" },
  "g++": { name: "g++", fetches: "the TensorFlow addon", install: "apt-get install g++" },
} as const;
export type Tool = keyof typeof tools;

/** The absolute path of a program on the PATH, or undefined. */
export function findProgram(name: string, environment: Environment): string | undefined {
  return (environment.PATH ?? "")
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The path of a tool.
 *
 * @throws ServerError `missing_tool`, with how to install it.
 */
export function requireTool(tool: Tool, environment: Environment): string {
  const path = findProgram(tool, environment);
  if (path) return path;
  const { name, fetches, install } = tools[tool];
  throw new ServerError(
    "missing_tool",
    `${name} (${tool}) is missing; it is needed once to make ${fetches}: ${install}.`,
  );
}

export interface Run {
  environment: Environment;
  cwd?: string;
  /** Called with each line of output as it comes. */
  onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws ServerError `provisioning_failed` with the last lines it printed when it fails; all it
 *   printed is the cause's message.
 */
export function runProgram(path: string, args: string[], { environment, cwd, onLine }: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    // Where the system can, the program ends with this process, however that ends.
    const setpriv = findProgram("setpriv", environment);
    const [program, ...given] = setpriv ? [setpriv, "--pdeathsig", "KILL", path, ...args] : [path, ...args];
    const child = spawn(program!, given, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      let pending = "";
      child[stream].setEncoding("utf8").on("data", (chunk: string) => {
        said[stream] += chunk;
        const lines = (pending + chunk).split("\n");
        pending = lines.pop()!;
        if (onLine) lines.forEach(onLine);
      });
    }
    child.on("error", (cause) => {
      reject(new ServerError("provisioning_failed", `${path} can't be run: ${cause.message}.`, { cause }));
    });
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(said.stdout);
      const complaint = (said.stderr.trim() ? said.stderr : said.stdout).trim();
      const message = `${path} ended with ${signal ?? `exit code ${code}`}: ${lastLines(complaint)}`;
      reject(new ServerError("provisioning_failed", message, { cause: new Error(complaint) }));
    });
  });
}

const lastLines = (text: string) => text.split("\n").slice(-5).join("\n");
