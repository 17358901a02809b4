import * as column from "../columns.ts";
import { namedQuery, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The published results of searches over methods (AutoMC, evolution, reinforcement learning, random
 * search), side by side.
 *
 *   index on (:Result {algorithm})-[:ON_TASK]->(:Task)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 */
export const algorithmsCompared = namedQuery({
  name: "algorithms-compared",
  title: "How do published searches over methods compare?",
  description:
    "Every published result of a search algorithm, by task and by the reduction that was asked for, the highest AR first. studies-compared has our own searches.",
  parameters: { task: optional(parameter.task), limit: parameter.limit(200) },
  columns: {
    task: column.task,
    target: column.number("part of the parameters that was to be removed"),
    algorithm: column.algorithm,
    ar: column.ar,
    pr: column.pr,
    fr: column.fr,
    accuracy: column.accuracy,
    baseAccuracy: column.baseAccuracy,
    paper: column.paper,
    locator: column.locator,
    flags: column.flags,
  },
  cypher: `
    MATCH (r:Result) WHERE r.algorithm IS NOT NULL
    MATCH (r)-[:ON_TASK]->(task:Task)
    WHERE $task IS NULL OR task.id = $task
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    RETURN task.id AS task, r.target AS target, r.algorithm AS algorithm, r.ar AS ar, r.pr AS pr, r.fr AS fr,
           r.accuracy AS accuracy, r.baseAccuracy AS baseAccuracy, p.id AS paper, reported.locator AS locator,
           coalesce(r.flags, []) AS flags, r.id AS id
    ORDER BY task, target, r.ar IS NULL, ar DESC, id
    LIMIT toInteger($limit)`,
});
