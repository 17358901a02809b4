import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { GraphError } from "../errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Neo4j 5.26 runs on Java 17 and newer. */
export const leastJava = 17;

export interface Java {
  /** Absolute path of the java command. */
  path: string;
  /** As Java prints it, for example `17.0.15`. */
  version: string;
  /** 17 of `17.0.15`, 8 of `1.8.0_402`. */
  major: number;
}

/**
 * The Java to run Neo4j with: the one that was set, otherwise JAVA_HOME's, otherwise the first on
 * the PATH.
 *
 * @throws GraphError `java_missing` or `java_too_old`.
 */
export async function findJava(environment: Environment, setting?: string): Promise<Java> {
  const java = await lookForJava(environment, setting);
  if (!java) {
    const where = setting ? `"${setting}" is no Java` : "No Java was found in JAVA_HOME or on the PATH";
    throw new GraphError(
      "java_missing",
      `${where}; Neo4j needs Java ${leastJava} or newer: apt-get install openjdk-17-jre-headless.`,
    );
  }
  if (java.major < leastJava) {
    const message = `${java.path} is Java ${java.version}; Neo4j needs Java ${leastJava} or newer: apt-get install openjdk-17-jre-headless, or set JAVA_HOME to a newer one.`;
    throw new GraphError("java_too_old", message);
  }
  return java;
}

/**
 * The Java that `findJava` would take, whatever its version; undefined where there is none that
 * runs.
 */
export async function lookForJava(environment: Environment, setting?: string): Promise<Java | undefined> {
  const path = candidates(environment, setting).find(isExecutable);
  if (!path) return undefined;
  try {
    const { stdout, stderr } = await promisify(execFile)(path, ["-version"], { env: environment, timeout: 20_000 });
    const parsed = parseJavaVersion(stderr + stdout);
    return parsed && { path, ...parsed };
  } catch {
    return undefined;
  }
}

function candidates(environment: Environment, setting?: string): string[] {
  const onPath = (name: string) =>
    (environment.PATH ?? "")
      .split(delimiter)
      .filter(Boolean)
      .map((folder) => join(folder, name));
  if (setting) return setting.includes("/") ? [setting] : onPath(setting);
  return [...(environment.JAVA_HOME ? [join(environment.JAVA_HOME, "bin", "java")] : []), ...onPath("java")];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads what `java -version` prints: `openjdk version "17.0.15" 2025-04-15`, or `java version
 * "1.8.0_402"`.
 */
export function parseJavaVersion(printed: string): { version: string; major: number } | undefined {
  const version = /version "([^"]+)"/.exec(printed)?.[1];
  const [first, second] = version?.split(/[.\-+_]/).map(Number) ?? [];
  const major = first === 1 ? second : first;
  return version && major ? { version, major } : undefined;
}
