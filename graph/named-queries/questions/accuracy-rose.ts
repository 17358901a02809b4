import * as column from "../columns.ts";
import { namedQuery, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Published results whose accuracy after compression is higher than before.
 *
 *   index on (:Result {ar})-[:ON_TASK]->(:Task)   (:Result)-[:OF_METHOD]->(:Method)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 */
export const accuracyRose = namedQuery({
  name: "accuracy-rose",
  title: "Where did the accuracy rise after compression?",
  description:
    "Published results with AR above 0 that removed at least least-pr of the parameters, the largest rise first. A large rise is often a weak baseline: compare baseAccuracy with baselines-of-network.",
  parameters: { task: optional(parameter.task), leastPr: parameter.leastPr, limit: parameter.limit(50) },
  columns: {
    method: column.orNone(column.method),
    algorithm: column.algorithm,
    task: column.task,
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
    MATCH (r:Result)
    WHERE r.ar > 0 AND r.pr >= $leastPr
    MATCH (r)-[:ON_TASK]->(task:Task)
    WHERE $task IS NULL OR task.id = $task
    WITH r, task ORDER BY r.ar DESC, r.id LIMIT toInteger($limit)
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    RETURN [(r)-[:OF_METHOD]->(m:Method) | m.id][0] AS method, r.algorithm AS algorithm, task.id AS task, r.ar AS ar, r.pr AS pr,
           r.fr AS fr, r.accuracy AS accuracy, r.baseAccuracy AS baseAccuracy, p.id AS paper, reported.locator AS locator,
           coalesce(r.flags, []) AS flags, r.id AS id
    ORDER BY ar DESC, id`,
});
