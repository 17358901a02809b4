import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { studyToCreate } from "../../rows/study.ts";

/**
 * Creates a study on a task that is in the graph. Its name is its own: a second study of that name
 * is a `conflict`.
 *
 *   (:Study {name, algorithm, target, seed, config, state, base…})-[:ON_TASK]->(:Task {id})
 */
export const createStudy = query({
  mode: "write",
  params: studyToCreate.transform(({ taskId, ...study }) => ({ taskId, study })),
  row: z.object({ name: z.string() }),
  empty: ({ taskId }) => new GraphError("not_found", `There is no task "${taskId}" in the graph.`),
  taken: ({ name }) =>
    new GraphError("conflict", `There is a study "${name}" already; resume it or choose another name.`),
  cypher: `
    MATCH (task:Task {id: $taskId})
    CREATE (study:Study {name: $study.name})-[:ON_TASK]->(task)
    SET study += $study, study.createdAt = datetime()
    RETURN study.name AS name`,
});
