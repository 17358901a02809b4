import type { RecordedStudy } from "../../graph/index.ts";
import { recordedRequest } from "./request.ts";

/**
 * How many processes a study can use of those it may have: as many as it chooses schemes at a time.
 * One that measures latency has one, as what trains beside it would slow it down.
 */
export function workersFor(study: Pick<RecordedStudy, "name" | "config">, { workers }: { workers: number }): number {
  const { batch = 1, objective } = recordedRequest(study);
  return objective === "latency" ? 1 : Math.min(workers, batch);
}
