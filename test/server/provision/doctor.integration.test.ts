import { existsSync } from "node:fs";
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { type Config, processConfig } from "../../../server/config.ts";
import { diagnose, type Finding } from "../../../server/provision/doctor.ts";
import { neo4jLibrary } from "../../../server/provision/neo4j-jars.ts";
import { testServer } from "../../graph/server.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 180_000 });

const folder = await mkdtemp(join(tmpdir(), "automc-test-doctor-"));
const provisioned = await temporaryHome();
afterAll(async () => {
  for (const path of [folder, provisioned]) await rm(path, { recursive: true, force: true });
});

const config: Config = { ...processConfig(), neo4j: "embedded", native: "cpu", home: provisioned };
const find = (findings: Finding[], name: string) => findings.find((finding) => finding.name === name)!;

test("where everything is set up, nothing is missing, and each thing is told with its version or place", async () => {
  const findings = await diagnose(config);
  expect(findings.filter(({ state }) => state === "missing" || state === "too old")).toEqual([]);
  for (const { detail, fix } of findings) {
    expect(detail).not.toBe("");
    expect(fix).toBeNull();
  }
  expect(find(findings, "Java").detail).toMatch(/^\d+.*\/java/);
  expect(find(findings, "Neo4j jars")).toMatchObject({ state: "present", detail: expect.stringContaining("verified") });
  expect(find(findings, "TensorFlow.js addon").detail).toContain("tfjs_binding.node");
  expect(find(findings, "Disk").detail).toMatch(/\d GB free/);
});

test("where nothing is set up, each missing thing comes with one command, and nothing is written", async () => {
  const home = join(folder, "nothing");
  const findings = await diagnose({ ...config, home, environment: { PATH: "/nowhere" } });
  const fixes = Object.fromEntries(findings.map(({ name, fix }) => [name, fix]));
  expect(fixes).toMatchObject({
    Java: "apt-get install openjdk-17-jre-headless",
    Maven: "apt-get install maven",
    "Python 3": "apt-get install python3 python3-pip",
    "g++": "apt-get install g++",
    "Native TensorFlow": "npm run setup",
    "Neo4j jars": "npm run setup",
  });
  for (const { state, fix } of findings) expect(fix !== null).toBe(state === "missing" || state === "too old");
  expect(existsSync(home)).toBe(false);
});

test("a Java that is too old is named with its version", async () => {
  const java = join(folder, "java");
  await writeFile(java, `#!/bin/sh\necho 'java version "1.8.0_402"' >&2\n`, { mode: 0o755 });
  expect(find(await diagnose({ ...config, java }), "Java")).toMatchObject({
    state: "too old",
    detail: expect.stringContaining("1.8.0_402"),
  });
});

test("a jar that was tampered with is found", async () => {
  const home = join(folder, "tampered");
  const library = neo4jLibrary(home);
  await mkdir(library, { recursive: true });
  const names = await readdir(neo4jLibrary(config.home));
  for (const name of names) await link(join(neo4jLibrary(config.home), name), join(library, name));
  const victim = join(library, names[0]!);
  const bytes = await readFile(victim);
  bytes[0]! ^= 1;
  await rm(victim);
  await writeFile(victim, bytes);
  expect(find(await diagnose({ ...config, home }), "Neo4j jars")).toMatchObject({
    state: "missing",
    detail: expect.stringContaining(names[0]!),
    fix: expect.stringContaining("npm run setup"),
  });
});

test("a server of the user's is tried, and what it says is told", async () => {
  const { uri, username, password } = await testServer();
  const his = { ...config, neo4j: { uri, username, password, database: "neo4j" } };
  expect(find(await diagnose(his), "Neo4j")).toMatchObject({ state: "present", detail: expect.stringContaining(uri) });
  expect(find(await diagnose(his), "Java").state).toBe("not needed");
  const refused = { ...his, neo4j: { ...his.neo4j, password: "wrong-password" } };
  expect(find(await diagnose(refused), "Neo4j")).toMatchObject({
    state: "missing",
    fix: expect.stringContaining("NEO4J_PASSWORD"),
  });
});
