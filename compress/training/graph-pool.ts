import type { TracedGraph } from "./traced-graph.ts";

/**
 * So many graphs that nobody uses are kept: those of the last training and of the measuring after
 * it.
 */
const mostKept = 2;

const kept = new Map<string, TracedGraph>(); // the one longest unused first

/**
 * The graph that was put back under this key, whose variables hold what they last held; otherwise a
 * new one.
 */
export function takeGraph(key: string, compile: () => TracedGraph): TracedGraph {
  const graph = kept.get(key);
  kept.delete(key);
  return graph ?? compile();
}

/**
 * Returns a graph for the next one who needs its like; the one longest unused is unloaded in its
 * place.
 */
export function putBackGraph(key: string, graph: TracedGraph): void {
  kept.get(key)?.unload();
  kept.delete(key);
  kept.set(key, graph);
  for (const [oldest, unused] of kept) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
    unused.unload();
  }
}
