import { deleteStudy, deleteUnusedSchemes, type Graph, run, runOne, type StudyName } from "../../graph/index.ts";
import { ServerError } from "../errors.ts";

/**
 * Forgets a study with its trials, and the schemes that were only its own; resolves to how many trials it had. Models
 * and remembered evaluations stay.
 *
 * @throws ServerError `study_running` while it runs, `study_needed` where another study can't go on without it.
 * @throws GraphError `not_found`.
 */
export async function forgetStudy(graph: Graph, name: StudyName): Promise<number> {
  const { trials, alive, needed } = await runOne(graph, deleteStudy, { name });
  if (alive)
    throw new ServerError("study_running", `Study "${name}" waits or runs; stop it first: automc search stop ${name}`);
  if (needed.length > 0)
    throw new ServerError(
      "study_needed",
      `Study "${name}" can't be deleted: ${needed.join(", ")} learned from it and may be resumed; finish or delete that first.`,
    );
  await run(graph, deleteUnusedSchemes, {});
  return trials;
}
