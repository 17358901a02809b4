import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { acquireGraphServer, connect, type EmbeddedOptions, type Graph, migrate } from "../../graph/index.ts";
import { ingest, rollback } from "../../ingest/index.ts";
import { syntheticCards } from "../../server/bench/synthetic-knowledge.ts";
import { processConfig } from "../../server/config.ts";
import { neo4jLibrary } from "../../server/provision/neo4j-jars.ts";
import { fingerprint } from "../graph/fingerprint.ts";
import { testGraph, testServer } from "../graph/server.ts";
import { cardText } from "./card/cards.ts";

vi.setConfig({ testTimeout: 400_000 });

const operators = ["prune", "fineTune", "softPrune"];
const size = { cards: 20, strategies: 100, seed: 1 };
const some = [{ file: "fpgm.yaml", text: cardText() }];

/**
 * Takes much in, in a process of its own, and kills it with SIGKILL once it is this far. Gives
 * whether it ended by itself before.
 */
async function killedAt(progress: number): Promise<boolean> {
  const script = fileURLToPath(new URL("./ingest-in-child.ts", import.meta.url));
  const argument = JSON.stringify({ connection: await testServer(), size });
  const child = spawn(process.execPath, ["--import", "tsx", script, argument], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stdout)) if (Number(line) >= progress) child.kill("SIGKILL");
  const [code] = await ended;
  return code === 0;
}

test("a process that is killed in the middle of an ingest leaves the graph as it was, and free for the next", async () => {
  const driver = await testGraph();
  const graph: Graph = { driver };
  await ingest(graph, some, { operators });
  const before = await fingerprint(graph);
  for (const progress of [0.01, 0.5, 0.9]) {
    expect(await killedAt(progress)).toBe(false);
    expect(await fingerprint(graph)).toEqual(before);
  }
  // Killed about when it commits, all of it is there or nothing; taking it in again makes it whole,
  // whichever it was.
  await killedAt(1);
  const { id } = await ingest(graph, syntheticCards(size), { operators });
  expect((await ingest(graph, syntheticCards(size), { operators })).id).toBeNull();
  if (id !== null) {
    await rollback(graph, id);
    expect(await fingerprint(graph)).toEqual(before);
  }
  await driver.close();
});

test("when Neo4j is killed in the middle of an ingest, all of it is there in the end, or nothing", async () => {
  const config = processConfig();
  const home = await mkdtemp(join(tmpdir(), "automc-test-crash-"));
  const options: EmbeddedOptions = {
    home,
    libraryDir: neo4jLibrary(config.home),
    environment: config.environment,
    diesWithParent: true,
    ...(config.java && { java: config.java }),
  };
  const opened = async () => {
    const server = await acquireGraphServer(options);
    const driver = await connect(server);
    return { server, driver, graph: { driver } };
  };
  let { server, driver, graph } = await opened();
  try {
    await migrate(graph, { vectorDimension: 4 });
    await ingest(graph, some, { operators });
    const before = await fingerprint(graph);
    const { pid } = server;
    let killed = false;
    const cards = syntheticCards({ cards: 5, strategies: 50, seed: 1 });
    const report = ({ done, total }: { done: number; total: number }) => {
      if (!killed && done / total >= 0.5) killed = process.kill(pid, "SIGKILL");
    };
    const written = await ingest(graph, cards, { operators, report }).then(
      () => true, // Neo4j was back in time, and the ingest went on
      (error: unknown) => {
        expect(error).toMatchObject({ code: "unreachable" });
        return false;
      },
    );
    expect(killed).toBe(true);
    await driver.close();
    await server.release();
    ({ server, driver, graph } = await opened());
    expect(server.pid).not.toBe(pid);
    if (!written) expect(await fingerprint(graph)).toEqual(before);
    expect((await ingest(graph, cards, { operators })).added.Strategy ?? 0).toBe(written ? 0 : 250);
  } finally {
    await driver.close();
    await server.release();
    await rm(home, { recursive: true, force: true });
  }
});
