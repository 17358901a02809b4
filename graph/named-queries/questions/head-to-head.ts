import * as column from "../columns.ts";
import { namedQuery, nodeId } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * Two methods on every task where both have published results.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Result {ar, pr, fr})-[:ON_TASK]->(:Task)<-[:ON_TASK]-(:Result)-[:OF_METHOD]->(:Method {id})
 */
export const headToHead = namedQuery({
  name: "head-to-head",
  title: "How do two methods compare where both were published?",
  description:
    "On each task with results of both methods: the largest reduction that each kept at least least-ar with, and how many results that is based on. Empty where none of a method's results kept it.",
  parameters: {
    method: parameter.method,
    other: nodeId("Method", "the other method's id", "SFP"),
    leastAr: parameter.leastAr,
    reduction: parameter.reduction,
    limit: parameter.limit(100),
  },
  columns: {
    task: column.task,
    reduced: column.number("largest reduction of the first that kept the accuracy"),
    otherReduced: column.number("the same of the other"),
    results: column.count("results of the first on the task"),
    otherResults: column.count("results of the other on it"),
  },
  cypher: `
    MATCH (:Method {id: $method})<-[:OF_METHOD]-(r:Result)-[:ON_TASK]->(task:Task)
    WITH task, count(r) AS results,
         max(CASE WHEN r.ar >= $leastAr THEN CASE $reduction WHEN "fr" THEN r.fr ELSE r.pr END END) AS reduced
    WITH collect({task: task, results: results, reduced: reduced}) AS first
    MATCH (:Method {id: $other})<-[:OF_METHOD]-(r:Result)-[:ON_TASK]->(task:Task)
    WITH first, task, count(r) AS otherResults,
         max(CASE WHEN r.ar >= $leastAr THEN CASE $reduction WHEN "fr" THEN r.fr ELSE r.pr END END) AS otherReduced
    UNWIND [each IN first WHERE each.task = task] AS mine
    RETURN task.id AS task, mine.reduced AS reduced, otherReduced, mine.results AS results, otherResults
    ORDER BY task
    LIMIT toInteger($limit)`,
});
