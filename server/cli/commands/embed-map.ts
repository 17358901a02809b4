import { extname } from "node:path";
import { currentEmbeddingRun, run, strategyVectors } from "../../../graph/index.ts";
import { putFile } from "../../artifacts/atomic-write.ts";
import { ServerError } from "../../errors.ts";
import { layOut, mapPage, mapPlot } from "../../plots/vector-map.ts";
import { randomness } from "../../randomness.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";

interface MapRequest {
  out: string;
  neighbours: number;
  seed: number;
  json: boolean;
}

/**
 * `automc embed map`: writes the map of the current run's strategies into a file, aside and
 * renamed.
 */
export async function map({ out, neighbours, seed, json }: MapRequest): Promise<void> {
  const kind = extname(out).toLowerCase();
  if (kind !== ".svg" && kind !== ".html")
    throw new ServerError("bad_request", `--out ${out}: a map is a .svg or a .html file.`);
  const session = openSession({ quiet: json });
  await inGraph(session, async (graph) => {
    const [current] = await run(graph, currentEmbeddingRun, {});
    const strategies = await run(graph, strategyVectors, {});
    if (!current || strategies.length < 3)
      throw new ServerError("no_embedding", "No vectors have been learned yet; learn some: automc embed train");
    const task = session.progress.begin("laying out the strategies (UMAP)", 1);
    const layout = { neighbours, random: randomness(seed)("map", current.id) };
    const points = await layOut(strategies, layout, (done) => task.update(done));
    task.end();
    const title = `${points.length} strategies, embedding run ${current.id}`;
    const svg = await mapPlot(title, points);
    await putFile(out, kind === ".svg" ? svg : mapPage(title, svg));
    if (json) printJson({ run: current.id, file: out, points });
    else print(`${points.length} strategies are in ${out}.`);
  });
}
