import type { Graph } from "../../graph/index.ts";
import { fillGraph, type GraphSize } from "./fill-graph.ts";
import { type TimedQuery, timeQueries } from "./time-queries.ts";

/**
 * The bound in milliseconds on the 95th percentile of each named query: what a user waits for a
 * page.
 */
export const mostMilliseconds = 100;

/**
 * Fills an empty graph to a size and times each named query on it, the slowest first. `report`
 * receives the progress of both.
 */
export async function queriesAtSize(
  graph: Graph,
  { runs, ...size }: GraphSize & { runs: number },
  report: (progress: { note: string; done: number; total: number }) => void = () => {},
): Promise<TimedQuery[]> {
  await fillGraph(graph, size, (progress) => report({ note: "filling", ...progress }));
  const timed = await timeQueries(graph, {
    ...{ runs, seed: size.seed },
    report: (progress) => report({ note: "asking", ...progress }),
  });
  return timed.toSorted((a, b) => b.p95 - a.p95);
}
