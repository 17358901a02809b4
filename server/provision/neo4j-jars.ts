import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../artifacts/content-hash.ts";
import type { Config } from "../config.ts";
import { ServerError } from "../errors.ts";
import { requireSpace } from "./disk.ts";
import { type Report, type StepReport, step } from "./progress.ts";
import { alone, isStamped, stamp } from "./stamps.ts";
import { requireTool, runProgram } from "./tools.ts";
import { sizes, versions } from "./versions.ts";

const lockFile = z.strictObject({
  version: z.literal(versions.neo4j),
  jars: z.record(z.string(), z.strictObject({ bytes: z.number(), sha256: z.string() })),
});

/** Every jar of Neo4j with its size and SHA-256. */
const readLock = () => lockFile.parse(JSON.parse(readFileSync(new URL("./neo4j.lock.json", import.meta.url), "utf8")));

const neo4jFolder = (home: string) => join(home, "neo4j", versions.neo4j);

/** The folder with Neo4j's jars. */
export const neo4jLibrary = (home: string) => join(neo4jFolder(home), "lib");

/** True when the jars were fetched and verified (a stamp is read, the jars are not). */
export function hasNeo4jJars(home: string): boolean {
  return existsSync(neo4jLibrary(home)) && isStamped(neo4jFolder(home), "jars", versions.neo4j);
}

/**
 * Fetches Neo4j's jars with Maven, so that the user's mirrors and proxies are honoured, and
 * verifies each against the lock.
 *
 * Silent when they are there. Returns the folder of the jars.
 *
 * @throws ServerError `missing_tool` without Maven, `provisioning_failed` when Maven fails or a jar
 *   differs.
 */
export async function ensureNeo4jJars(config: Config, report: Report): Promise<string> {
  const { home } = config;
  const library = neo4jLibrary(home);
  if (hasNeo4jJars(home)) return library;
  await alone(neo4jFolder(home), async () => {
    if (hasNeo4jJars(home)) return; // another process was faster
    await requireSpace(home, sizes.neo4j.download + sizes.neo4j.kept);
    await step(report, 1, `Neo4j ${versions.neo4j}: fetching ${Object.keys(readLock().jars).length} jars`, (tell) =>
      fetchJars(config, tell),
    );
  });
  return library;
}

async function fetchJars(config: Config, tell: StepReport): Promise<void> {
  const folder = neo4jFolder(config.home);
  const download = join(folder, "download");
  const fresh = join(download, "lib");
  const maven = requireTool("mvn", config.environment);
  await rm(download, { recursive: true, force: true });
  await mkdir(download, { recursive: true });
  await writeFile(join(download, "pom.xml"), pom);
  const goal = `org.apache.maven.plugins:maven-dependency-plugin:${versions.mavenDependencyPlugin}:copy-dependencies`;
  await runProgram(maven, ["-B", goal, "-DincludeScope=runtime", `-DoutputDirectory=${fresh}`], {
    cwd: download,
    environment: config.environment,
    onLine: downloadedBytes(tell),
  });
  const problems = await verifyNeo4jJars(fresh);
  if (problems.length > 0) {
    const message = `Maven's copy of Neo4j ${versions.neo4j} is not the one AutoMC was tested with (${problems.slice(0, 3).join("; ")}); empty Maven's local repository and try again.`;
    throw new ServerError("provisioning_failed", message);
  }
  await rm(neo4jLibrary(config.home), { recursive: true, force: true });
  await rename(fresh, neo4jLibrary(config.home));
  await rm(download, { recursive: true, force: true });
  await stamp(folder, "jars", versions.neo4j);
}

/**
 * Reads from Maven's own lines which jars it has downloaded; jars of its local repository are not
 * mentioned.
 */
function downloadedBytes(tell: StepReport): (line: string) => void {
  const { jars } = readLock();
  let bytes = 0;
  return (line) => {
    const jar = /Downloaded from .*\/([^/]+\.jar)\b/.exec(line)?.[1];
    if (!jar || !jars[jar]) return;
    bytes += jars[jar].bytes;
    tell(bytes, sizes.neo4j.download);
  };
}

/**
 * What is wrong with the jars in a folder, compared with the lock; empty when nothing is. Reads all
 * of them (0.3 s).
 */
export async function verifyNeo4jJars(library: string): Promise<string[]> {
  const { jars } = readLock();
  const present = new Set(await readdir(library).catch(() => []));
  const problems: string[] = [];
  for (const [name, expected] of Object.entries(jars)) {
    if (!present.delete(name)) problems.push(`${name} is missing`);
    else if ((await stat(join(library, name))).size !== expected.bytes) problems.push(`${name} has another size`);
    else if (sha256(await readFile(join(library, name))) !== expected.sha256)
      problems.push(`${name} has another SHA-256`);
  }
  for (const name of present) problems.push(`${name} is not in the lock`);
  return problems;
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>automc</groupId>
  <artifactId>neo4j</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId>
      <artifactId>neo4j</artifactId>
      <version>${versions.neo4j}</version>
    </dependency>
  </dependencies>
</project>
`;
