import { max } from "d3-array";
import { namedQueries } from "../../graph/index.ts";
import { fillGraph, largeGraph } from "../bench/fill-graph.ts";
import { inFreshGraph } from "../bench/fresh-graph.ts";
import { thisMachine } from "../bench/report.ts";
import { timeQueries } from "../bench/time-queries.ts";
import { versions } from "../provision/versions.ts";
import { openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { version } from "../version.ts";

/** What the 95th percentile of every query has to stay under, in milliseconds. */
const barMs = 100;

/** `automc bench queries`: how long every named query takes on a large invented graph. There is no peer; there is a bar. */
export async function benchQueries(options: {
  methods: number;
  results: number;
  runs: number;
  seed: number;
  json: boolean;
}): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { methods, results, runs, seed } = options;
  const size = { ...largeGraph, methods, results, seed };
  const queries = await inFreshGraph(session, async (graph) => {
    const filling = session.progress.begin(`inventing a graph of ${results} results of ${methods} methods`, 1);
    await fillGraph(graph, size, ({ done, total }) => filling.update(done / total));
    filling.end();
    const asking = session.progress.begin(`asking ${namedQueries.length} named queries`, runs);
    const timed = await timeQueries(graph, { runs, seed, report: ({ done }) => asking.update(done) });
    asking.end();
    return timed;
  });
  const asked = new Set(queries.map(({ name }) => name));
  const report = {
    name: "queries",
    unit: "milliseconds, the 95th percentile of the slowest named query",
    lowerIsBetter: true,
    ours: {
      value: max(queries, ({ p95 }) => p95)!,
      version: `AutoMC ${version}, Neo4j ${versions.neo4j}, Node ${process.versions.node}`,
    },
    bar: barMs,
    peers: [],
    queries,
    notAsked: namedQueries.flatMap(({ name }) => (asked.has(name) ? [] : [name])),
    sizes: { ...size, runs },
    seeds: [seed],
    machine: thisMachine(),
  };
  if (options.json) return printJson(report);
  const slowestFirst = queries.toSorted((a, b) => b.p95 - a.p95);
  print(
    table(
      ["query", "p50, ms", "p95, ms", "rows", "database hits"],
      slowestFirst.map(({ name, p50, p95, rows, dbHits }) => [
        name,
        Number(p50.toFixed(1)),
        Number(p95.toFixed(1)),
        rows,
        dbHits,
      ]),
    ),
  );
  const over = slowestFirst.filter(({ p95 }) => p95 >= barMs).length;
  print(`${queries.length - over} of ${queries.length} have a 95th percentile under ${barMs} ms.`);
  if (report.notAsked.length > 0)
    print(`Not asked, as the graph holds nothing to ask about: ${report.notAsked.join(", ")}.`);
  const { ours, machine } = report;
  print(
    `Sizes: ${JSON.stringify(report.sizes)}; seed ${seed}; ${ours.version}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}.`,
  );
}
