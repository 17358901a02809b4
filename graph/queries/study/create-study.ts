import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { studyToCreate } from "../../rows/study.ts";

/**
 * Creates a study on a task that is in the graph. Its name is its own: a second study of that name
 * is a `conflict`. Asked again by the same `creation`, as where Neo4j died before it answered, it
 * changes nothing and gives the study that is there.
 *
 *   (:Study {name, algorithm, target, seed, config, state, base…})-[:ON_TASK]->(:Task {id})
 */
export const createStudy = query({
  mode: "write",
  params: studyToCreate.transform(({ taskId, creation = null, ...study }) => ({ taskId, creation, study })),
  row: z.object({ name: z.string() }),
  empty: ({ taskId }) => new GraphError("not_found", `There is no task "${taskId}" in the graph.`),
  taken: ({ name }) =>
    new GraphError("conflict", `There is a study "${name}" already; resume it or choose another name.`),
  cypher: `
    MATCH (task:Task {id: $taskId})
    OPTIONAL MATCH (made:Study {name: $study.name, creation: $creation})
    FOREACH (_ IN CASE WHEN made IS NULL THEN [1] ELSE [] END |
      CREATE (study:Study {name: $study.name})-[:ON_TASK]->(task)
      SET study += $study, study.creation = $creation, study.createdAt = datetime())
    RETURN $study.name AS name`,
});
