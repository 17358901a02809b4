import { graphStats, runOne } from "../../graph/index.ts";
import { initGraph } from "../../ingest/index.ts";
import { ingestAbilities } from "../ingest-abilities.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/** `automc graph init`: schema, the six methods, the paper's results. A second run writes nothing. */
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
    print(describe(stats));
  });
}

/** `automc graph stats`. */
export async function stats({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const found = await runOne(graph, graphStats, {});
    if (json) printJson(found);
    else print(describe(found));
  });
}

type Stats = Awaited<ReturnType<typeof runOne<object, Record<string, number | Record<string, number>>>>>;

function describe(stats: Stats): string {
  const rows = Object.entries(stats).flatMap(([kind, value]) =>
    typeof value === "number" ? [[kind, value]] : Object.entries(value).map(([name, count]) => [name, count]),
  );
  return table(["what", "count"], rows as [string, number][]);
}
