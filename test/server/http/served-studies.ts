import { rm } from "node:fs/promises";
import type { Graph } from "../../../graph/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { environmentOf, type Running, startAutomc } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel, writeTinyKnowledge } from "../tiny.ts";

/** A real server in a process of its own, over a graph with one quick method and the model `tiny`. */
export interface ServedStudies {
  graph: Graph;
  /** Of commands that use the same graph and home. */
  environment: NodeJS.ProcessEnv;
  server: Running;
  address: string;
  /** Gets an address, or posts a body to it. */
  ask<T>(path: string, body?: unknown): Promise<{ status: number; body: T; location: string | null }>;
  close(): Promise<void>;
}

export async function servedStudies(): Promise<ServedStudies> {
  const driver = await testGraph();
  await writeTinyKnowledge({ driver });
  const home = await temporaryHome();
  const environment = environmentOf(home, await testServer());
  await tinyModel(home);
  const server = startAutomc(["serve", "--port", "0"], environment);
  const address = /listens at (\S+) /.exec(await server.until("stdout", "listens at"))![1]!;
  return {
    ...{ graph: { driver }, environment, server, address },
    async ask<T>(path: string, body?: unknown) {
      const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const response = await fetch(address + path, body === undefined ? {} : post);
      return {
        status: response.status,
        body: (await response.json()) as T,
        location: response.headers.get("location"),
      };
    },
    async close() {
      server.child.kill("SIGKILL");
      await driver.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
