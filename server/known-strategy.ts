import { type Graph, listStrategies, run, strategyById } from "../graph/index.ts";
import { nearest } from "../ingest/index.ts";
import { ServerError } from "./errors.ts";

/**
 * The strategy of this id.
 *
 * @throws ServerError `bad_request` with the ids that may have been meant.
 */
export async function knownStrategy(graph: Graph, id: string) {
  const [strategy] = await run(graph, strategyById, { id });
  if (strategy) return strategy;
  const known = await run(graph, listStrategies, { atMost: 10_000 });
  const likely = nearest(
    id,
    known.map((each) => each.id),
  );
  const advice =
    likely.length > 0
      ? `did you mean ${likely.join(" or ")}?`
      : 'automc graph query "MATCH (s:Strategy) RETURN s.id" lists them.';
  throw new ServerError("bad_request", `There is no strategy "${id}" in the graph; ${advice}`);
}
