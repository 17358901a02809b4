import { namedQueries } from "../../../graph/index.ts";
import { openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { versions } from "../../provision/versions.ts";
import { version } from "../../version.ts";
import { largeGraph } from "../fill-graph.ts";
import { inFreshGraph } from "../fresh-graph.ts";
import { mostMilliseconds, queriesAtSize } from "../queries-at-size.ts";
import { thisMachine } from "../report.ts";

/**
 * `automc bench queries`: how long every named query takes on a large invented graph. There is no
 * peer, but a bar.
 */
export async function benchQueries(options: {
  methods: number;
  results: number;
  trials: number;
  runs: number;
  seed: number;
  json: boolean;
}): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { methods, results, trials, runs, seed } = options;
  const size = { ...largeGraph, methods, results, trials, seed };
  const task = session.progress.begin(`${namedQueries.length} named queries on ${results} invented results`, 2);
  const queries = await inFreshGraph(session, (graph) =>
    queriesAtSize(graph, { ...size, runs }, ({ note, done, total }) =>
      task.update((note === "filling" ? 0 : 1) + done / total, note),
    ),
  );
  task.end();
  const asked = new Set(queries.map(({ name }) => name));
  const report = {
    name: "queries",
    unit: "milliseconds, the 95th percentile of the slowest named query",
    lowerIsBetter: true,
    ours: {
      value: queries[0]?.p95 ?? 0,
      version: `AutoMC ${version}, Neo4j ${versions.neo4j}, Node ${process.versions.node}`,
    },
    bar: mostMilliseconds,
    peers: [],
    queries,
    notAsked: namedQueries.flatMap(({ name }) => (asked.has(name) ? [] : [name])),
    sizes: { ...size, runs },
    seeds: [seed],
    machine: thisMachine(),
  };
  if (options.json) return printJson(report);
  print(
    table(
      ["query", "p50, ms", "p95, ms", "rows", "database hits"],
      queries.map(({ name, p50, p95, rows, dbHits }) => [
        name,
        Number(p50.toFixed(1)),
        Number(p95.toFixed(1)),
        rows,
        dbHits,
      ]),
    ),
  );
  const over = queries.filter(({ p95 }) => p95 >= mostMilliseconds).length;
  print(`${queries.length - over} of ${queries.length} have a 95th percentile under ${mostMilliseconds} ms.`);
  if (report.notAsked.length > 0)
    print(`Not timed, as the graph has no node for their parameters: ${report.notAsked.join(", ")}.`);
  const { ours, machine } = report;
  print(
    `Sizes: ${JSON.stringify(report.sizes)}; seed ${seed}; ${ours.version}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}.`,
  );
}
