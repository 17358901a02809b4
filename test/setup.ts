import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { acquireGraphServer, type GraphServer } from "../graph/index.ts";
import { processConfig } from "../server/config.ts";
import { neo4jLibrary } from "../server/provision/neo4j-jars.ts";
import { provision } from "../server/provision/provision.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where a test asks for the shared Neo4j. */
    graphServer: string;
  }
}

/**
 * Runs once, in vitest's own process, before the first test: makes set-up complete, and stands ready to start one Neo4j for all
 * tests. It starts when the first test asks, in a folder of its own, and dies with vitest.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const config = { ...processConfig(), neo4j: "embedded" as const };
  await provision(config, ({ step, of, title, tookSeconds }) => {
    if (tookSeconds === undefined && !announced.has(step)) console.log(`[${step}/${of}] ${title}`);
    announced.add(step);
  });
  const home = await mkdtemp(join(tmpdir(), "automc-test-graph-"));
  let server: Promise<GraphServer> | undefined;
  const desk = createServer(async (_request, response) => {
    server ??= acquireGraphServer({
      home,
      libraryDir: neo4jLibrary(config.home),
      environment: config.environment,
      ...(config.java && { java: config.java }),
      diesWithParent: true,
    });
    try {
      const { uri, username, password } = await server;
      response.end(JSON.stringify({ uri, username, password }));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  project.provide("graphServer", `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return async () => {
    desk.close();
    await (await server?.catch(() => undefined))?.release();
    await rm(home, { recursive: true, force: true });
  };
}

const announced = new Set<number>();
