import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * What is published of a method, task by task.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Result {ar, pr})-[:ON_TASK]->(:Task)
 *   (:Result)-[:REPORTED_IN]->(:Paper)
 */
export const methodRecord = namedQuery({
  name: "method-record",
  title: "On which tasks does a method do well?",
  description:
    "For each task with results of the method: how many, from how many papers, the middle AR, and the largest reduction that kept at least least-ar (empty where none did).",
  parameters: { method: parameter.method, leastAr: parameter.leastAr, limit: parameter.limit(100) },
  columns: {
    task: column.task,
    results: column.count("results of the method on it"),
    papers: column.count("papers they are from"),
    medianAr: column.number("median of their AR"),
    highestAr: column.number("highest AR"),
    prKeepingAccuracy: column.number("largest PR among those that kept the accuracy"),
    frKeepingAccuracy: column.number("largest FR among those that kept the accuracy"),
  },
  cypher: `
    MATCH (:Method {id: $method})<-[:OF_METHOD]-(r:Result)-[:ON_TASK]->(task:Task)
    MATCH (r)-[:REPORTED_IN]->(p:Paper)
    WITH task, count(r) AS results, count(DISTINCT p) AS papers, percentileCont(r.ar, 0.5) AS medianAr, max(r.ar) AS highestAr,
         max(CASE WHEN r.ar >= $leastAr THEN r.pr END) AS prKeepingAccuracy,
         max(CASE WHEN r.ar >= $leastAr THEN r.fr END) AS frKeepingAccuracy
    RETURN task.id AS task, results, papers, medianAr, highestAr, prKeepingAccuracy, frKeepingAccuracy
    ORDER BY results DESC, task
    LIMIT toInteger($limit)`,
});
