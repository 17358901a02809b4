import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { GraphError } from "../errors.ts";
import { leastJava } from "./java.ts";

const logNames = ["neo4j.log", "console.log"];
const logPath = (home: string, name: string) => join(home, "logs", name);

/**
 * How long the server's logs are now, so that only what a start adds to them is read when it fails.
 */
export function logMarks(home: string): Map<string, number> {
  const marks = logNames.map((name) => logPath(home, name));
  return new Map(marks.map((path) => [path, existsSync(path) ? statSync(path).size : 0]));
}

/** Why a server ended while it was starting, from what it wrote since `marks`. */
export function startFailure(home: string, port: number, marks: Map<string, number>): GraphError {
  const log = [...marks].map(([path, mark]) => readFrom(path, mark)).join("\n");
  const fail = (code: ConstructorParameters<typeof GraphError>[0], message: string) =>
    new GraphError(code, message, { cause: new Error(lastLines(log, 30)) });
  if (/Lock file has been locked by another process/.test(log)) {
    return fail(
      "already_locked",
      `The graph in ${home} is in use by another Neo4j that AutoMC did not start; stop that one first.`,
    );
  }
  if (/PortBindException|Address already in use/.test(log)) return portTaken(port, new Error(lastLines(log, 30)));
  if (/UnsupportedClassVersionError/.test(log)) {
    return fail("java_too_old", `Neo4j needs Java ${leastJava} or newer; set AUTOMC_JAVA or JAVA_HOME to one.`);
  }
  if (/No space left on device/.test(log))
    return fail("start_failed", `Neo4j can't start: the disk of ${home} is full.`);
  return fail(
    "start_failed",
    `Neo4j ended while starting; the last lines of ${logPath(home, "neo4j.log")}:\n${lastLines(log, 8)}`,
  );
}

/** A port that something else listens on. */
export function portTaken(port: number, cause?: unknown): GraphError {
  const message = `Port ${port} on 127.0.0.1 is taken by another program; free it, or unset AUTOMC_NEO4J_PORT to have a free one picked.`;
  return new GraphError("port_taken", message, { cause });
}

function readFrom(path: string, mark: number): string {
  if (!existsSync(path)) return "";
  const content = readFileSync(path);
  // A log shorter than its mark was rotated meanwhile: all of it is new.
  return content.subarray(content.length < mark ? 0 : mark).toString("utf8");
}

const lastLines = (text: string, count: number) => text.trim().split("\n").slice(-count).join("\n");
