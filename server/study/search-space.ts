import { type Graph, knowledgeOnly, listMethods, run, strategiesForSearch } from "../../graph/index.ts";
import { nearest } from "../../ingest/index.ts";
import { ServerError } from "../errors.ts";
import { type Ablated, methodsOf } from "./ablation.ts";

/**
 * The strategies a study chooses from: those that can run, of the methods that its request names, of
 * the only one that remains, or of all.
 *
 * @throws ServerError `unknown_method` or `nothing_to_search` when none of them can run.
 */
export async function space(graph: Graph, request: Omit<Ablated, "algorithm">) {
  const methods = methodsOf(request);
  if (methods) await refuseWhatCantRun(graph, methods);
  const strategies = await run(graph, strategiesForSearch, { methodIds: methods ?? null });
  if (strategies.length > 0) return strategies;
  throw new ServerError(
    "nothing_to_search",
    "No strategy can run here; see how many there are: automc graph stats, or fill the graph: automc graph init",
  );
}

/**
 * Refuses the first of these methods that is not in the graph, or can't run.
 *
 * @throws ServerError `unknown_method` or `nothing_to_search` when there is one, naming those that
 * run.
 */
async function refuseWhatCantRun(graph: Graph, methods: readonly string[]): Promise<void> {
  const known = new Map((await run(graph, listMethods, {})).map((method) => [method.id, method]));
  const running = [...known.values()].filter(({ executable }) => executable).map(({ id }) => id);
  const others = `those that run are ${running.join(", ") || "none"}`;
  for (const id of methods) {
    const method = known.get(id);
    if (!method) {
      const [meant] = nearest(id, [...known.keys()]);
      const advice = meant === undefined ? "." : `; did you mean ${meant}?`;
      throw new ServerError("unknown_method", `There is no method "${id}" in the graph; ${others}${advice}`);
    }
    if (!method.executable) {
      const message = `No strategy of the method ${id} can run here: it is knowledge only, ${knowledgeOnly(method)}; ${others}.`;
      throw new ServerError("nothing_to_search", message);
    }
  }
}
