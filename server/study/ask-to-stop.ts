import { type Graph, GraphError, requestStop, runOne, type StudyName } from "../../graph/index.ts";
import { ServerError } from "../errors.ts";

/**
 * Asks whichever process runs a study to stop it; nothing happens to one that has ended.
 *
 * @throws ServerError `unknown_study` when there is none of that name.
 */
export async function askToStop(graph: Graph, name: StudyName): Promise<void> {
  try {
    await runOne(graph, requestStop, { name });
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "not_found")) throw error;
    throw new ServerError("unknown_study", error.message, { cause: error });
  }
}
