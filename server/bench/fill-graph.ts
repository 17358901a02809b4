import type { Graph } from "../../graph/index.ts";
import { ingest } from "../../ingest/index.ts";
import { ingestAbilities } from "../papers/ingest-options.ts";
import { syntheticCards, syntheticResults } from "./synthetic-knowledge.ts";
import { type SyntheticStudies, writeSyntheticStudies } from "./synthetic-studies.ts";

/** The size of an invented graph. */
export interface GraphSize extends SyntheticStudies {
  methods: number;
  /** Of each method: a multiple of 10. */
  strategies: number;
  /** Published results, a multiple of `resultsPerPaper`. */
  results: number;
  resultsPerPaper: number;
  tasks: number;
}

/**
 * The size that queries are timed at: many published results, and the measurements of a busy year
 * of studies.
 */
export const largeGraph: Omit<GraphSize, "seed"> = {
  ...{ methods: 100, strategies: 50, results: 100_000, resultsPerPaper: 100, tasks: 40 },
  ...{ studies: 10, trials: 500 },
};

/**
 * Fills a graph that has its schema and nothing else with invented cards, results, vectors and
 * studies, the same for the same seed: by `ingest` and the writers of studies, so with all checks
 * and indexes of real ones. All knowledge is one ingest.
 */
export async function fillGraph(
  graph: Graph,
  size: GraphSize,
  report: (progress: { done: number; total: number }) => void = () => {},
): Promise<void> {
  const { methods, strategies, results, resultsPerPaper, tasks, seed } = size;
  const cards = syntheticCards({ cards: methods, strategies, seed });
  const files = Math.ceil(results / resultsPerPaper);
  const papers = syntheticResults({ files, rows: resultsPerPaper, methods, tasks, seed });
  const tell = (from: number, to: number) => (progress: { done: number; total: number }) =>
    report({ done: from + ((to - from) * progress.done) / progress.total, total: 1 });
  await ingest(graph, [...cards, ...papers], { ...ingestAbilities, report: tell(0, 0.6) });
  await writeSyntheticStudies(graph, size, tell(0.6, 1));
}
