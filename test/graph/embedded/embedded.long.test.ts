import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { identify, isAlive } from "../../../graph/embedded/process.ts";
import {
  acquireGraphServer,
  connect,
  type EmbeddedOptions,
  embeddedStatus,
  startEmbedded,
  stopEmbedded,
} from "../../../graph/index.ts";
import { processConfig } from "../../../server/config.ts";
import { neo4jLibrary } from "../../../server/provision/neo4j-jars.ts";

// A start takes 7 s on a quiet machine, and much longer on a busy one.
vi.setConfig({ testTimeout: 180_000 });

const { environment, home: cache, java } = processConfig();
const folder = await mkdtemp(join(tmpdir(), "automc-test-launcher-"));
const options: EmbeddedOptions = {
  home: join(folder, "graph"),
  libraryDir: neo4jLibrary(cache),
  environment,
  ...(java && { java }),
};
const running = () => {
  const status = embeddedStatus(options.home);
  if (status.state !== "running") throw new Error("the server does not run");
  return status;
};

afterAll(async () => {
  await stopEmbedded(options.home);
  await rm(folder, { recursive: true, force: true });
});

describe("one server for all who use it", () => {
  let holders: { child: ChildProcess; got: { pid: number; started: boolean } }[];

  beforeAll(async () => {
    holders = await Promise.all([hold(), hold()]);
  });

  test("two processes that start at once share one server", () => {
    const [first, second] = holders.map(({ got }) => got);
    expect(first!.pid).toBe(second!.pid);
    expect([first!.started, second!.started].sort()).toEqual([false, true]);
    expect(running()).toMatchObject({ pid: first!.pid, users: 2, kept: false });
  });

  test("a user that was killed counts no more, and the last one who leaves stops the server", async () => {
    const [first, second] = holders;
    first!.child.kill("SIGKILL");
    await once(first!.child, "exit");
    expect(running().users).toBe(1);
    second!.child.stdin!.end();
    await once(second!.child, "exit");
    expect(embeddedStatus(options.home).state).toBe("stopped");
    expect(identify(second!.got.pid)).toBeUndefined();
  });
});

describe("a server that is kept", () => {
  beforeAll(async () => {
    await startEmbedded(options);
  });

  test("what was written is there after kill -9", async () => {
    await query("CREATE (:Survivor {name: 'first'})");
    const before = running();
    process.kill(before.pid, "SIGKILL");
    while (isAlive(before)) await new Promise((wake) => setTimeout(wake, 20));
    expect(embeddedStatus(options.home).state).toBe("stopped");
    expect((await startEmbedded(options)).started).toBe(true);
    expect(await query("MATCH (s:Survivor) RETURN s.name AS name")).toEqual([{ name: "first" }]);
  });

  test("is used again, and stays when its user leaves", async () => {
    const server = await acquireGraphServer(options);
    expect(server).toMatchObject({ started: false, pid: running().pid });
    await server.release();
    expect(running()).toMatchObject({ kept: true, users: 0 });
  });

  test("keeps its password to its owner, and lets nobody read files through it", async () => {
    const modeOf = (...path: string[]) => (statSync(join(options.home, ...path)).mode & 0o777).toString(8);
    expect(modeOf("password")).toBe("600");
    expect(modeOf()).toBe("700");
    expect(modeOf("data", "databases", "neo4j", "neostore")).toBe("600");
    await expect(query("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line")).rejects.toThrow(
      /not allowed|disallowed|configuration/i,
    );
  });

  test("a wrong password is said to be wrong, in the file and in the connection", async () => {
    const path = join(options.home, "password");
    const right = await readFile(path, "utf8");
    const { uri } = running();
    await expect(connect({ uri, username: "neo4j", password: "wrong-password" })).rejects.toMatchObject({
      code: "wrong_password",
      message: expect.stringContaining("NEO4J_PASSWORD"),
    });
    await writeFile(path, "another-password");
    await expect(acquireGraphServer(options)).rejects.toMatchObject({
      code: "wrong_password",
      message: expect.stringContaining(path),
    });
    await writeFile(path, right);
    expect(running().users, "a start that failed leaves no lease").toBe(0);
  });

  test("a database that is not there is named", async () => {
    const { uri } = running();
    const password = await readFile(join(options.home, "password"), "utf8");
    await expect(connect({ uri, username: "neo4j", password, database: "nowhere" })).rejects.toMatchObject({
      code: "unknown_database",
      message: expect.stringContaining("nowhere"),
    });
  });

  test("a fixed port that is taken is named", async () => {
    const { port } = running();
    const other = { ...options, home: join(folder, "other"), port };
    await expect(acquireGraphServer(other)).rejects.toMatchObject({
      code: "port_taken",
      message: expect.stringContaining(String(port)),
    });
    expect(embeddedStatus(other.home).state).toBe("stopped");
  });

  test("a store that another server has open is refused, and that server is left in peace", async () => {
    const { pid } = running();
    const record = join(options.home, "server.json");
    const written = await readFile(record, "utf8");
    await rm(record); // as if the server had not been started by us
    await expect(acquireGraphServer(options)).rejects.toMatchObject({ code: "already_locked" });
    await writeFile(record, written);
    expect(running().pid).toBe(pid);
    expect(await query("MATCH (s:Survivor) RETURN count(s) AS n")).toEqual([{ n: 1 }]);
  });

  test("a process that got the id of a server that is gone is not taken for it", async () => {
    const record = join(options.home, "server.json");
    const written = await readFile(record, "utf8");
    await writeFile(record, JSON.stringify({ ...JSON.parse(written), ...identify(process.pid) }));
    expect(embeddedStatus(options.home).state).toBe("stopped");
    await writeFile(record, written);
  });

  test("stops when it is told to", async () => {
    const { pid } = running();
    expect(await stopEmbedded(options.home)).toBe(true);
    expect(identify(pid)).toBeUndefined();
    expect(await stopEmbedded(options.home)).toBe(false);
  });
});

describe("what is missing is named before anything starts", () => {
  test("no Java", async () => {
    const nowhere = { ...options, home: join(folder, "no-java"), environment: { PATH: "/nowhere" } };
    await expect(acquireGraphServer({ ...nowhere, java: "" })).rejects.toMatchObject({
      code: "java_missing",
      message: expect.stringMatching(/Java 17.*apt-get install/),
    });
  });

  test("a Java that is too old", async () => {
    const old = join(folder, "java");
    await writeFile(old, `#!/bin/sh\necho 'openjdk version "11.0.22" 2024-01-16' >&2\n`);
    await chmod(old, 0o755);
    await expect(acquireGraphServer({ ...options, home: join(folder, "old-java"), java: old })).rejects.toMatchObject({
      code: "java_too_old",
      message: expect.stringMatching(/Java 11\.0\.22.*17 or newer/),
    });
  });

  test("no jars", async () => {
    const nowhere = { ...options, home: join(folder, "no-jars"), libraryDir: join(folder, "nowhere") };
    await expect(acquireGraphServer(nowhere)).rejects.toMatchObject({ code: "library_missing" });
  });

  test("no server at the address", async () => {
    const nowhere = { uri: "bolt://127.0.0.1:1", username: "neo4j", password: "password" };
    await expect(connect(nowhere)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining(nowhere.uri),
    });
    await expect(connect({ ...nowhere, uri: "nonsense" })).rejects.toMatchObject({ code: "unreachable" });
  });
});

/** Starts a process that uses the server, and waits until it has it. */
async function hold() {
  const script = join(import.meta.dirname, "lease-holder.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, got: JSON.parse(line) as { pid: number; started: boolean } };
}

/** Runs one statement on the kept server. */
async function query(cypher: string): Promise<Record<string, unknown>[]> {
  const { uri } = running();
  const driver = await connect({
    uri,
    username: "neo4j",
    password: await readFile(join(options.home, "password"), "utf8"),
  });
  try {
    return (await driver.executeQuery(cypher)).records.map((record) => record.toObject());
  } finally {
    await driver.close();
  }
}
