import { type Changes, type Graph, type Run, transaction } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { takeIngestLock } from "../queries/ingest/take-ingest-lock.ts";

/**
 * Longer than an ordinary query may take: much knowledge at once, and the wait for another ingest.
 */
const timeoutMs = 600_000;

export interface ChangeOptions {
  /** Only reads the graph, and takes no lock. */
  dryRun?: boolean | undefined;
  /**
   * How often `work` is tried when it fails with `conflict`. A study that records its task takes no
   * lock: when both create the same node at once, it is there the next time.
   */
  tries?: number | undefined;
}

/**
 * Changes knowledge in one transaction, while nobody else does: it holds the ingest lock, so
 * whoever comes next reads what was written here. When `work` throws, the graph is as it was
 * before.
 *
 * `work` may run more than once (see `transaction`), so it changes nothing outside the graph.
 */
export async function changeKnowledge<T>(
  graph: Graph,
  work: (run: Run) => Promise<T>,
  { dryRun = false, tries = 1 }: ChangeOptions = {},
): Promise<{ value: T; changes: Changes }> {
  const locked = async (run: Run) => {
    await run(takeIngestLock, {});
    return work(run);
  };
  for (let left = tries; ; left -= 1) {
    try {
      return await transaction(graph, dryRun ? "read" : "write", dryRun ? work : locked, { timeoutMs });
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== "conflict" || left <= 1) throw error;
    }
  }
}
