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
import { environmentOf } from "./server/cli/command-line.ts";
import { temporaryHome } from "./server/temporary-home.ts";
import { type SharedModel, trainTiny } from "./server/train-tiny.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where tests ask for what they share: a Neo4j, a trained model. */
    desk: string;
  }
}

/**
 * To plan a question takes Neo4j longer than to answer it on a test's small graph: a plan stays
 * while the graph is emptied and filled, and serves lists of any length.
 */
const plansLast = {
  "dbms.cypher.min_replan_interval": "1h",
  "internal.cypher.use_parameter_size": "false",
};

/**
 * Runs once, in vitest's own process, before the first integration test: completes the set-up, and
 * opens a desk where tests ask for what takes long to make. It is made on the first request, in a
 * folder of its own, and goes with vitest.
 *
 *   /graph-server/2    a Neo4j for worker 2 alone, which runs one test file at a time
 *   /tiny-model        an AUTOMC_HOME with a small trained model, to copy
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const config = { ...processConfig(), neo4j: "embedded" as const };
  const announced = new Set<number>();
  await provision(config, ({ step, of, title, tookSeconds }) => {
    if (tookSeconds === undefined && !announced.has(step)) console.log(`[${step}/${of}] ${title}`);
    announced.add(step);
  });

  const folder = await mkdtemp(join(tmpdir(), "automc-test-shared-"));
  const servers = new Map<string, Promise<GraphServer>>();
  const startServer = (worker: string) =>
    acquireGraphServer({
      home: join(folder, `graph-${worker}`),
      libraryDir: neo4jLibrary(config.home),
      environment: { ...config.environment, ...project.config.env },
      settings: plansLast,
      ...(config.java && { java: config.java }),
      diesWithParent: true,
    });
  const sharedModel = async () => {
    const home = await temporaryHome();
    homes.push(home);
    return { home, model: await trainTiny(environmentOf(home)) };
  };
  const homes: string[] = [];
  let tiny: Promise<SharedModel> | undefined;

  const desk = createServer(async (request, response) => {
    const [what, worker = ""] = (request.url ?? "").split("/").slice(1);
    try {
      if (what === "graph-server") {
        if (!servers.has(worker)) servers.set(worker, startServer(worker));
        const { uri, username, password } = await servers.get(worker)!;
        response.end(JSON.stringify({ uri, username, password }));
      } else if (what === "tiny-model") {
        tiny ??= sharedModel();
        response.end(JSON.stringify(await tiny));
      } else response.writeHead(404).end(`The desk has no ${request.url}.`);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  project.provide("desk", `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return async () => {
    desk.close();
    for (const server of servers.values()) await (await server.catch(() => undefined))?.release();
    for (const path of [folder, ...homes]) await rm(path, { recursive: true, force: true });
  };
}
