import { ask, exampleParameters, type Graph, type NamedQuery, namedQueries, profile } from "../../graph/index.ts";
import { randomness } from "../randomness.ts";
import { nearestRank } from "./nearest-rank.ts";

/** How long a named query took, over parameters that are in the graph. */
export interface TimedQuery {
  name: string;
  /** Milliseconds from asking to rows checked; the nearest rank. */
  p50: number;
  p95: number;
  /** Most rows of one result. */
  rows: number;
  /** Most store accesses of one query: its cost independent of the load of the machine. */
  dbHits: number;
  runs: number;
}

export interface TimeQueriesOptions {
  /** How often each query is timed. */
  runs?: number;
  /**
   * How many sets of parameters take turns, half of them the nodes with most relationships; ten, or
   * one a run.
   */
  sets?: number;
  seed?: number;
  report?: (progress: { done: number; total: number; name: string }) => void;
}

/**
 * Times every named query of the library on a graph, through our client and with its rows checked,
 * as for a user. The queries take turns, and so do their parameters; each set is queried once
 * before the clock runs, as plans are made then.
 *
 * A query for which the graph holds no node to ask about (no study, say) is excluded.
 */
export async function timeQueries(
  graph: Graph,
  { runs = 40, sets = Math.min(10, runs), seed = 1, report }: TimeQueriesOptions = {},
): Promise<TimedQuery[]> {
  const random = randomness(seed)("named queries");
  const timed: { named: NamedQuery; params: Record<string, unknown>[]; ms: number[]; rows: number; dbHits: number }[] =
    [];
  for (const named of namedQueries) {
    const params = await exampleParameters(graph, named, { sets, random });
    if (params.length === 0) continue;
    let dbHits = 0;
    for (const each of params) {
      await ask(graph, named, each);
      dbHits = Math.max(dbHits, (await profile(graph, named, each)).dbHits);
    }
    timed.push({ named, params, ms: [], rows: 0, dbHits });
    report?.({ done: 0, total: runs, name: named.name });
  }
  for (let run = 0; run < runs; run++) {
    for (const each of timed) {
      const params = each.params[run % each.params.length]!;
      const started = performance.now();
      const rows = await ask(graph, each.named, params);
      each.ms.push(performance.now() - started);
      each.rows = Math.max(each.rows, rows.length);
    }
    report?.({ done: run + 1, total: runs, name: "" });
  }
  return timed.map(({ named, ms, rows, dbHits }) => {
    return { name: named.name, p50: nearestRank(ms, 0.5), p95: nearestRank(ms, 0.95), rows, dbHits, runs };
  });
}
