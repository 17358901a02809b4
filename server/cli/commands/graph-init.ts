import { graphStats, runOne } from "../../../graph/index.ts";
import { initGraph } from "../../../ingest/index.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { statsTables } from "./graph-stats.ts";

/**
 * `automc graph init`: schema, the six methods, other methods as knowledge, published results. A
 * second run writes nothing.
 */
export async function init({ json }: { json: boolean }): Promise<void> {
  const session = openSession({ quiet: json });
  await inGraph(session, async (graph) => {
    const started = performance.now();
    const { applied, added, changed, changes } = await initGraph(graph, ingestAbilities);
    const took = (performance.now() - started) / 1000;
    const stats = await runOne(graph, graphStats, {});
    if (json) return printJson({ applied, added, changed, changes, seconds: took, stats });
    print(
      `Wrote ${changes.nodesCreated} nodes and ${changes.relationshipsCreated} relationships in ${took.toFixed(1)} s.`,
    );
    print(statsTables(stats));
  });
}
