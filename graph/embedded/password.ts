import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { GraphError } from "../errors.ts";
import { configurationFolder } from "./configuration.ts";
import type { Environment, Java } from "./java.ts";

export const username = "neo4j";

/** The file with the embedded server's password; only its owner may read it. */
export const passwordFile = (home: string) => join(home, "password");

/** The embedded server's password, made up on first use. */
export function readPassword(home: string): string {
  const path = passwordFile(home);
  if (!existsSync(path)) {
    writeFileSync(`${path}.partial`, randomBytes(24).toString("hex"), { mode: 0o600 });
    renameSync(`${path}.partial`, path);
  }
  return readFileSync(path, "utf8").trim();
}

/**
 * Sets the password of a store that was never started; does nothing for one that was, whose
 * password is in its system database.
 *
 * @throws GraphError `start_failed`.
 */
export async function setInitialPassword(
  server: { home: string; libraryDir: string; environment: Environment },
  java: Java,
): Promise<void> {
  const { home, libraryDir } = server;
  if (existsSync(join(home, "data", "dbms", "auth.ini"))) return;
  // Makes it; the tool reads the file, so that no list of processes ever shows the password.
  readPassword(home);
  const environment = { ...server.environment, NEO4J_HOME: home, NEO4J_CONF: configurationFolder(home) };
  const tool = ["-XX:TieredStopAtLevel=1", "-cp", join(libraryDir, "*"), "org.neo4j.cli.AdminTool"];
  try {
    await promisify(execFile)(java.path, [...tool, "dbms", "set-initial-password", `@${passwordFile(home)}`], {
      env: environment,
    });
  } catch (cause) {
    const reason = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n").at(-1) : "";
    throw new GraphError("start_failed", `Neo4j's password can't be set in ${home}: ${reason}`, { cause });
  }
}
