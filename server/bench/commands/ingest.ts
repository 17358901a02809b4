import { median } from "d3-array";
import { openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { versions } from "../../provision/versions.ts";
import { version } from "../../version.ts";
import { inFreshGraph } from "../fresh-graph.ts";
import { thisMachine } from "../report.ts";
import { syntheticCards, syntheticTasks } from "../synthetic-knowledge.ts";
import { timeIngest } from "../time-ingest.ts";

/** The bar for an ingest, in rows a second. */
const bar = 2_000;
/** Strategies that a card spans, and tasks that the results are on. */
const strategies = 10;
const tasks = 40;

/**
 * `automc bench ingest`: how many published results a second are ingested in one ingest. There is
 * no peer, but a bar.
 */
export async function benchIngest(options: {
  cards: number;
  rows: number;
  rounds: number;
  seed: number;
  json: boolean;
}): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { cards, rows, rounds, seed } = options;
  const sources = [syntheticTasks(tasks), ...syntheticCards({ cards, rows, strategies, tasks, seed })];
  const samples: number[] = [];
  let added: Record<string, number> = {};
  for (let round = 1; round <= rounds; round++) {
    const task = session.progress.begin(`ingest ${round} of ${rounds}`, 1);
    const timed = await inFreshGraph(session, (graph) =>
      timeIngest(graph, sources, ({ done, total }) => task.update(done / total)),
    );
    task.end(`${timed.seconds.toFixed(1)} s; the rest is the start of Neo4j`);
    samples.push(timed.seconds);
    added = timed.added;
  }
  const took = median(samples)!;
  const rate = (cards * rows) / took;
  const bytes = sources.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const report = {
    name: "ingest",
    unit: "rows (published results) a second",
    lowerIsBetter: false,
    ours: { value: rate, version: `AutoMC ${version}, Neo4j ${versions.neo4j}, Node ${process.versions.node}` },
    bar,
    peers: [],
    seconds: samples,
    sizes: { cards, rowsPerCard: rows, strategiesPerCard: strategies, tasks, bytes, rounds, transactions: 1 },
    added,
    seeds: [seed],
    machine: thisMachine(),
  };
  if (options.json) return printJson(report);
  const { ours, sizes, machine } = report;
  print(
    table(
      ["what", "value"],
      [
        ["rows a second, median", rate.toFixed(0)],
        ["the bar", String(bar)],
        ["seconds of each round", samples.map((each) => each.toFixed(1)).join(", ")],
        ["nodes and relationships written", String(Object.values(added).reduce((sum, count) => sum + count, 0))],
      ],
    ),
  );
  print(
    `Sizes: ${JSON.stringify(sizes)}; seed ${seed}; ${ours.version}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}.`,
  );
}
