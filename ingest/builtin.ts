import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Graph, migrate } from "../graph/index.ts";
import { type Ingested, type IngestOptions, ingest } from "./write.ts";
import type { Source } from "./yaml/input.ts";

/**
 * What AutoMC knows from the start: the six method cards of Table 1 (`methods`), cards of other
 * methods that papers report on (`knowledge`), and what papers and repositories report (`papers`).
 * The cards in `examples` are not among it.
 */
export async function builtinSources(): Promise<Source[]> {
  const folders = await Promise.all(["methods", "knowledge", "papers"].map(readFolder));
  return folders.flat();
}

/** The YAML files of a folder beside this module. */
async function readFolder(folder: string): Promise<Source[]> {
  const path = fileURLToPath(new URL(`./${folder}`, import.meta.url));
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
 * Makes a graph ready: schema, the six methods with their 4,525 strategies, other methods as
 * knowledge, and published results. Run again it writes nothing, except what new operators make
 * executable; what was ingested since then stays as it is.
 */
export async function initGraph(
  graph: Graph,
  { vectorDimension = 32, ...options }: Omit<InitOptions, "dryRun">,
): Promise<Ingested & { applied: string[] }> {
  const { applied } = await migrate(graph, { vectorDimension });
  return { applied, ...(await ingest(graph, await builtinSources(), { ...options, kind: "init" })) };
}
