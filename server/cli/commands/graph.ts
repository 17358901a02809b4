import { graphStats, type Query, runOne } from "../../../graph/index.ts";
import { initGraph } from "../../../ingest/index.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/** `automc graph init`: schema, the six methods, other methods as knowledge, published results. A second run writes nothing. */
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

type Stats = typeof graphStats extends Query<infer _In, infer Row> ? Row : never;

/** The kinds that are embedded, of Table 1 beside the whole search space, and below them everything else. */
function describe({ tableOne, entities, relationships, methods, ...others }: Stats): string {
  const both = [
    ...Object.entries(entities).map(([kind, count]) => [kind, tableOne.entities[kind as keyof typeof entities], count]),
    ...Object.entries(relationships).map(([kind, count]) => [
      kind,
      tableOne.relationships[kind as keyof typeof relationships],
      count,
    ]),
  ];
  const space = table(["embedded", "of Table 1's six methods", "in all"], both);
  const rest = table(
    ["what", "count"],
    [
      ["methods", methods.all],
      ["methods that can run", methods.executable],
      ["methods that are knowledge only", methods.knowledgeOnly],
      ...Object.entries(others).map(([what, count]) => [inWords(what), count]),
    ],
  );
  return `${space}\n${rest}`;
}

/** `resultsWithoutSource` → `results without source`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
