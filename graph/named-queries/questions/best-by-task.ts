import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * For each method, its published result on a task that removed most while it kept enough accuracy.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Result {ar, pr, fr})-[:OF_METHOD]->(:Method)
 *   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 */
export const bestByTask = namedQuery({
  name: "best-by-task",
  title: "Which method removes most on a task and keeps the accuracy?",
  description:
    "For each method, the published result with the largest reduction among those that kept at least least-ar, with where it is printed. Searches over methods are excluded: algorithms-compared has them.",
  parameters: {
    task: parameter.task,
    leastAr: parameter.leastAr,
    reduction: parameter.reduction,
    limit: parameter.limit(50),
  },
  columns: {
    method: column.method,
    pr: column.pr,
    fr: column.fr,
    ar: column.ar,
    accuracy: column.accuracy,
    baseAccuracy: column.baseAccuracy,
    paper: column.paper,
    locator: column.locator,
    variant: column.variant,
    results: column.count("results of the method on the task that kept the accuracy"),
    flags: column.flags,
  },
  cypher: `
    MATCH (:Task {id: $task})<-[:ON_TASK]-(r:Result)
    WHERE r.ar >= $leastAr
    WITH r, CASE $reduction WHEN "fr" THEN r.fr ELSE r.pr END AS reduced
    WHERE reduced IS NOT NULL
    MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH m, r, reduced ORDER BY reduced DESC, r.ar DESC, r.id
    WITH m, collect(r)[0] AS best, max(reduced) AS reduced, count(r) AS results
    ORDER BY reduced DESC, best.ar DESC, m.id LIMIT toInteger($limit)
    MATCH (best)-[reported:REPORTED_IN]->(p:Paper)
    RETURN m.id AS method, best.pr AS pr, best.fr AS fr, best.ar AS ar, best.accuracy AS accuracy,
           best.baseAccuracy AS baseAccuracy, p.id AS paper, reported.locator AS locator, best.variant AS variant, results,
           coalesce(best.flags, []) AS flags, reduced
    ORDER BY reduced DESC, ar DESC, method`,
});
