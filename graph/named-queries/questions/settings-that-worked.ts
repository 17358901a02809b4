import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The settings of a method under which published results kept the accuracy, and in how many papers.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Result {ar})-[:WITH_SETTING]->(:Setting)
 *   (:Result)-[:REPORTED_IN]->(:Paper)
 *   (:Result)-[:ON_TASK]->(:Task)
 */
export const settingsThatWorked = namedQuery({
  name: "settings-that-worked",
  title: "Which settings of a method kept the accuracy across papers?",
  description:
    "For each setting that a source states: how many results have it, how many of them kept at least least-ar, in how many papers and on which tasks. Results whose settings are not printed count nowhere.",
  parameters: {
    method: parameter.method,
    leastAr: parameter.leastAr,
    leastPapers: z
      .number()
      .int()
      .nonnegative()
      .default(1)
      .meta({ description: "in how many papers it has to have worked", examples: [2] }),
    limit: parameter.limit(50),
  },
  columns: {
    setting: column.setting,
    hyperparameter: column.methodName.meta({ description: "the hyperparameter's name" }),
    papers: column.ids("Paper", "papers in which it kept the accuracy"),
    tasks: column.ids("Task", "tasks on which it did"),
    worked: column.count("results that kept the accuracy"),
    results: column.count("results with this setting and a known AR"),
    meanAr: column.number("mean AR of all of them"),
    meanPr: column.number("mean PR of all of them"),
  },
  cypher: `
    MATCH (:Method {id: $method})<-[:OF_METHOD]-(r:Result)-[:WITH_SETTING]->(x:Setting)
    WHERE r.ar IS NOT NULL
    MATCH (r)-[:REPORTED_IN]->(p:Paper), (r)-[:ON_TASK]->(task:Task)
    WITH x, r, p, task, r.ar >= $leastAr AS worked
    WITH x, count(r) AS results, sum(CASE WHEN worked THEN 1 ELSE 0 END) AS worked, avg(r.ar) AS meanAr, avg(r.pr) AS meanPr,
         collect(DISTINCT CASE WHEN worked THEN p.id END) AS papers, collect(DISTINCT CASE WHEN worked THEN task.id END) AS tasks
    WHERE size(papers) >= $leastPapers
    RETURN x.id AS setting, [(h:Hyperparameter)-[:OFFERS]->(x) | h.name][0] AS hyperparameter,
           COLLECT { UNWIND papers AS id RETURN id ORDER BY id } AS papers,
           COLLECT { UNWIND tasks AS id RETURN id ORDER BY id } AS tasks, worked, results, meanAr, meanPr
    ORDER BY size(papers) DESC, worked DESC, setting
    LIMIT toInteger($limit)`,
});
