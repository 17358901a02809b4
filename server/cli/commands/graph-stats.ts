import { graphStats, type Query, runOne } from "../../../graph/index.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/** `automc graph stats`. */
export async function stats({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const found = await runOne(graph, graphStats, {});
    if (json) printJson(found);
    else print(statsTables(found));
  });
}

type Stats = typeof graphStats extends Query<infer _In, infer Row> ? Row : never;

/**
 * The kinds that are embedded, of Table 1 beside the whole search space, and below them everything
 * else.
 */
export function statsTables({ tableOne, entities, relationships, methods, ...others }: Stats): string {
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
