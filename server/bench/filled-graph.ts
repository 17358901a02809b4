import type { Graph } from "../../graph/index.ts";
import type { Source } from "../../ingest/index.ts";
import type { Session } from "../session.ts";
import { inFreshGraph } from "./fresh-graph.ts";
import { type TimedIngest, timeIngest } from "./time-ingest.ts";

/**
 * Does `work` with a Neo4j of its own that holds these sources and nothing else, taken in by one ingest, and takes it away again. `work` is
 * told how long that took. For 100,000 results of 100 methods, the sources are
 * `[...syntheticCards({ cards: 100, strategies: 40, seed }), ...syntheticResults({ files: 1_000, rows: 100, methods: 100, tasks: 40, seed })]`.
 *
 * Throws what `work` and `ingest` throw, and GraphError or ServerError where Neo4j can't be had.
 */
export async function inFilledGraph<T>(
  session: Session,
  sources: readonly Source[],
  work: (graph: Graph, filling: TimedIngest) => Promise<T>,
): Promise<T> {
  return inFreshGraph(session, async (graph) => {
    const task = session.progress.begin(`taking in ${sources.length} documents`, 1);
    const filling = await timeIngest(graph, sources, ({ done, total }) => task.update(done / total));
    task.end();
    return work(graph, filling);
  });
}
