import { rm } from "node:fs/promises";
import type { Graph } from "../../graph/index.ts";
import { testGraph, testServer } from "../graph/server.ts";
import { environmentOf } from "./cli/command-line.ts";
import { temporaryHome } from "./temporary-home.ts";
import { tinyModel, writeTinyKnowledge } from "./tiny.ts";

/** Where a test runs quick studies: the worker's graph, and an AUTOMC_HOME of its own. */
export interface TinyStudies {
  graph: Graph;
  home: string;
  /** Of commands that use both. */
  environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** A graph with one quick method and nothing else, and a home with the small model `tiny`. */
export async function tinyStudies(): Promise<TinyStudies> {
  const driver = await testGraph();
  await writeTinyKnowledge({ driver });
  const home = await temporaryHome();
  const environment = environmentOf(home, await testServer());
  await tinyModel(home);
  const close = async () => {
    await driver.close();
    await rm(home, { recursive: true, force: true });
  };
  return { graph: { driver }, home, environment, close };
}
