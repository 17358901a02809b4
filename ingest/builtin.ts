import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Graph, migrate } from "../graph/index.ts";
import type { Source } from "./document.ts";
import { type Ingested, type IngestOptions, ingest } from "./write.ts";

/** What AutoMC knows from the start: the six method cards of Table 1 and the results of the AutoMC paper. */
export async function builtinSources(): Promise<Source[]> {
  const folders = await Promise.all(["methods", "papers"].map(readFolder));
  return folders.flat();
}

/** The YAML files of a folder beside this module: in the sources, and in `dist` where the build copies them. */
async function readFolder(folder: string): Promise<Source[]> {
  const path = join(import.meta.dirname, folder);
  const files = (await readdir(path)).filter((file) => file.endsWith(".yaml")).sort();
  return Promise.all(
    files.map(async (file) => ({ file: `${folder}/${file}`, text: await readFile(join(path, file), "utf8") })),
  );
}

export interface InitOptions extends IngestOptions {
  /** Numbers in a strategy's vector; the paper's embedding size is 32. */
  vectorDimension?: number;
}

/**
 * Makes a graph ready: schema, the six methods with their 4,525 strategies, and the AutoMC paper's results.
 * Run again it writes nothing, except what new operators make executable.
 */
export async function initGraph(
  graph: Graph,
  { vectorDimension = 32, ...options }: Omit<InitOptions, "dryRun">,
): Promise<Ingested & { applied: string[] }> {
  const { applied } = await migrate(graph, { vectorDimension });
  return { applied, ...(await ingest(graph, await builtinSources(), options)) };
}
