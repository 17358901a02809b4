import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * For each method, its published result on any network of a family that removed most while it kept
 * enough accuracy.
 *
 *   (:NetworkFamily {id})<-[:IN_FAMILY]-(:Network)<-[:OF_NETWORK]-(:Task)<-[:ON_TASK]-(:Result {ar, pr, fr})-[:OF_METHOD]->(:Method)
 *   (:Task)-[:ON_DATASET]->(:Dataset)   (:Result)-[:REPORTED_IN {locator}]->(:Paper)
 */
export const bestByFamily = namedQuery({
  name: "best-by-family",
  title: "Which method removes most of what is called ResNet-56, and keeps the accuracy?",
  description:
    "As best-by-task, over all networks of a family: papers build what they call by one name a little differently, so a comparison across them is only as good as their likeness, which networks-of-family shows.",
  parameters: {
    family: parameter.family,
    dataset: optional(nodeId("Dataset", "a data set's id", "cifar10")),
    leastAr: parameter.leastAr,
    reduction: parameter.reduction,
    limit: parameter.limit(50),
  },
  columns: {
    method: column.method,
    task: column.task,
    pr: column.pr,
    fr: column.fr,
    ar: column.ar,
    accuracy: column.accuracy,
    baseAccuracy: column.baseAccuracy,
    paper: column.paper,
    locator: column.locator,
    results: column.count("results of the method on the family that kept the accuracy"),
    flags: column.flags,
  },
  cypher: `
    MATCH (:NetworkFamily {id: $family})<-[:IN_FAMILY]-(:Network)<-[:OF_NETWORK]-(task:Task)-[:ON_DATASET]->(d:Dataset)
    WHERE $dataset IS NULL OR d.id = $dataset
    WITH DISTINCT task
    MATCH (task)<-[:ON_TASK]-(r:Result) WHERE r.ar >= $leastAr
    WITH r, task, CASE $reduction WHEN "fr" THEN r.fr ELSE r.pr END AS reduced
    WHERE reduced IS NOT NULL
    MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH m, r, task, reduced ORDER BY reduced DESC, r.ar DESC, r.id
    WITH m, collect({result: r, task: task.id})[0] AS first, max(reduced) AS reduced, count(r) AS results
    WITH m, first.result AS best, first.task AS task, reduced, results
    ORDER BY reduced DESC, best.ar DESC, m.id LIMIT toInteger($limit)
    MATCH (best)-[reported:REPORTED_IN]->(p:Paper)
    RETURN m.id AS method, task, best.pr AS pr, best.fr AS fr, best.ar AS ar, best.accuracy AS accuracy,
           best.baseAccuracy AS baseAccuracy, p.id AS paper, reported.locator AS locator, results,
           coalesce(best.flags, []) AS flags, reduced
    ORDER BY reduced DESC, ar DESC, method`,
});
